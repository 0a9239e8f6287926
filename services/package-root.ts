import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

function findPackageRoot(from: string): string {
  let directory = from;
  while (!existsSync(join(directory, 'package.json'))) {
    const parent = dirname(directory);
    if (parent === directory) throw new Error(`No package.json above ${from}.`);
    directory = parent;
  }
  return directory;
}

const here = fileURLToPath(import.meta.url);

/** Whether the TypeScript sources run (a checkout) or the JavaScript made of them (`dist/`). */
const runsFromSource = extname(here) === '.ts';

/** Folder of package.json. What is not compiled (SQL migrations, model weights, phantoms) is found from here in both modes. */
export const PACKAGE_ROOT = findPackageRoot(dirname(here));

/** Of this release, as package.json states it. */
export const PACKAGE_VERSION: string = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')).version;

/** Path of a module of this package, named without its extension: `modulePath('api/main')`. */
export function modulePath(name: string): string {
  return runsFromSource ? join(PACKAGE_ROOT, `${name}.ts`) : join(PACKAGE_ROOT, 'dist', `${name}.js`);
}

/**
 * Arguments that a new Node process or thread needs before such a module's path. `--import tsx` alone leaves threads of Node 20
 * without TypeScript, so its registration is called by name; the path is absolute, so any working directory will do.
 */
export function nodeArguments(): readonly string[] {
  if (!runsFromSource) return [];
  const tsx = pathToFileURL(createRequire(here).resolve('tsx/esm')).href;
  const program = `import { register } from ${JSON.stringify(new URL('api/index.mjs', tsx).href)}; register();`;
  return ['--import', `data:text/javascript,${encodeURIComponent(program)}`];
}
