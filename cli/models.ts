import type { Command } from 'commander';
import { DEFAULT_MODEL, listModels } from '../models/registry.ts';
import { table } from '../services/export/text-table.ts';

export function registerModels(program: Command): void {
  const models = program
    .command('models')
    .description('List the installed models: version, hash, intended use.')
    .option('--json', 'one JSON document per model, one per line')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const manifests = await listModels();
      if (json) {
        for (const manifest of manifests) process.stdout.write(`${JSON.stringify(manifest)}\n`);
        return;
      }
      const rows = manifests.map(({ name, version, sha256, conditions, licence, intended_use }) => [
        name === DEFAULT_MODEL ? `${name} (default)` : name,
        version,
        sha256.slice(0, 16),
        licence,
        conditions.join(', '),
        intended_use,
      ]);
      process.stdout.write(
        table(['model', 'version', 'sha256 (first 16)', 'licence', 'conditions', 'intended use'], rows),
      );
    });
  models
    .command('check')
    .description('Run the network of a folder on the shipped phantoms and print its figures beside ours.')
    .argument('<folder>', 'folder with manifest.json and an ONNX or TensorFlow.js model (docs/own-network.md)')
    .option('--json', 'one JSON document')
    .action(async (folder: string, _options: unknown, command: Command) => {
      // The phantoms and the pipeline are loaded for this alone.
      const { checkModel } = await import('./check-model.ts');
      await checkModel(folder, Boolean(command.optsWithGlobals().json));
    });
}
