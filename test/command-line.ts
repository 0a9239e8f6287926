import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { modulePath, nodeArguments } from '../services/package-root.ts';

const run = promisify(execFile);

/** Runs the command line as a user would; a failing exit status is a result, not an exception. */
export async function dermetry(
  ...args: readonly string[]
): Promise<{ status: number; stdout: string; stderr: string }> {
  try {
    const { stdout, stderr } = await run(process.execPath, [...nodeArguments(), modulePath('cli/main'), ...args], {
      maxBuffer: 64 * 1024 * 1024,
    });
    return { status: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { status: code, stdout, stderr };
  }
}
