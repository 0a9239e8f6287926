import { readConfig } from '../services/config.ts';
import { stopWhenAsked } from '../services/shutdown.ts';
import { startWorkerProcess } from './worker-process.ts';

const stop = await startWorkerProcess(readConfig());
stopWhenAsked(stop);
console.log('The worker is ready.');
