import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{services,models,workers,api,cli,bench,test,test-images}/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
