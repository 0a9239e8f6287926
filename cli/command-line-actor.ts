import { userInfo } from 'node:os';
import type { Actor } from '../services/study/policy.ts';

/** Whoever works on the machine itself, by the name of the operating system. */
export function commandLineActor(): Actor {
  return { keyId: null, name: `command line of ${userInfo().username}`, role: 'administrator', scope: 'all' };
}
