import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const packages = fileURLToPath(new URL('../../packages/', import.meta.url));

/** Arguments of Node that run the command: the built one, or the source where that is newer or nothing is built. */
export const trainyardProgram: readonly string[] = isBuilt()
  ? [join(packages, 'cli/bin/trainyard.js')]
  : [
      '--conditions=source',
      '--import',
      pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href,
      join(packages, 'cli/src/main.ts'),
    ];

/** True where every package was built after its source was changed last. */
function isBuilt(): boolean {
  return ['core', 'agent', 'server', 'cli'].every((name) => {
    const builtAt = changedAt(join(packages, name, 'tsconfig.tsbuildinfo'));
    return builtAt !== 0 && builtAt >= newestIn(join(packages, name, 'src'));
  });
}

function newestIn(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Math.max(0, ...files.map((entry) => changedAt(join(entry.parentPath, entry.name))));
}

function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
