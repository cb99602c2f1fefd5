import { chmodSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { tempFolder } from './temp-folder.ts';

/** What a driver says; each text as `nvidia-smi` prints it. */
export interface DriverAnswers {
  readonly cards?: string;
  readonly processes?: string;
  readonly listing?: string;
  /** Whether each card is to be cut into slices. */
  readonly modes?: string;
  /** Says nothing, and does not end when it is asked to. */
  readonly hangs?: boolean;
  /** Ends so after printing. */
  readonly exitCode?: number;
}

/** Puts a program called `nvidia-smi` first on PATH until the test ends, and says how to change its answers. */
export function standInNvidiaSmi(answers: DriverAnswers): (next: DriverAnswers) => void {
  const folder = tempFolder();
  const set = ({
    cards = '',
    processes = '',
    listing = '',
    modes = '',
    hangs = false,
    exitCode = 0,
  }: DriverAnswers) => {
    for (const [name, text] of Object.entries({ cards, processes, listing, modes })) {
      writeFileSync(join(folder, `${name}.new`), text);
      renameSync(join(folder, `${name}.new`), join(folder, name));
    }
    const script = `#!/bin/sh
${hangs ? 'trap "" TERM INT; while :; do sleep 0.1; done' : ''}
case "$1" in
  --query-gpu=driver_version) echo 550.163.01 ;;
  --query-gpu=uuid,mig.mode.current) cat ${folder}/modes ;;
  --query-gpu=*) cat ${folder}/cards ;;
  --query-compute-apps=*) cat ${folder}/processes ;;
  -L) cat ${folder}/listing ;;
esac
exit ${exitCode}
`;
    writeFileSync(join(folder, 'nvidia-smi.new'), script);
    chmodSync(join(folder, 'nvidia-smi.new'), 0o755);
    renameSync(join(folder, 'nvidia-smi.new'), join(folder, 'nvidia-smi'));
  };
  set(answers);
  vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
  return set;
}
