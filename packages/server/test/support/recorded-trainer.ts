import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const directory = fileURLToPath(new URL('../../../agent/test/ai-toolkit/recorded-trainer', import.meta.url));

/**
 * Settings of a server whose AI Toolkit is the recorded trainer, started like Python with `run.py CONFIG`; lines
 * of `prelude` come before it in a shell.
 */
export function recordedTrainer(folder: string, prelude = '') {
  const python = join(folder, 'python');
  const program = join(directory, 'recorded-trainer.mjs');
  writeFileSync(python, `#!/bin/sh\n${prelude}\nexec '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(python, 0o755);
  return { trainer: 'ai-toolkit', aiToolkitDir: directory, aiToolkitPython: python } as const;
}

/** A line of a config's process that makes the recorded trainer go wrong. */
export function behaviourLine(behaviour: Readonly<Record<string, unknown>>): string {
  return `      behaviour: ${JSON.stringify(behaviour)}\n`;
}
