import type { DatabaseLogin } from '../services/store/application-role.ts';

/** The database user that the application runs as in tests, made once for the server of a test run. */
export const TEST_APPLICATION: DatabaseLogin = { user: 'dermetry_app', password: 'of-a-test-server' };
