import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{services,models,workers,api,cli,bench,test-images}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
