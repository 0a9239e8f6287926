import { readConfig } from '../services/config.ts';
import { stopWhenAsked } from '../services/shutdown.ts';
import { startWorkerProcess } from '../workers/worker-process.ts';

/** `workers/main.ts` with the measuring thread of the tests. */
stopWhenAsked(await startWorkerProcess(readConfig(), 'test/stand-in-thread'));
console.log('The worker is ready.');
