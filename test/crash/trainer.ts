import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What trains in a campaign. */
export type CampaignTrainer = 'builtin' | 'ai-toolkit';

const recordedTrainer = fileURLToPath(
  new URL('../../packages/agent/test/ai-toolkit/recorded-trainer', import.meta.url),
);

/** The environment of a server with this trainer; what it needs of its own is written into `folder`. */
export function trainerVariables(trainer: CampaignTrainer, folder: string): Record<string, string> {
  if (trainer === 'builtin') return {};
  // Started like Python with `run.py CONFIG`, it runs the recorded trainer.
  const python = join(folder, 'python');
  const program = join(recordedTrainer, 'recorded-trainer.mjs');
  const report = {
    python: '3.12.0',
    torch: { version: '2.9.0', cuda: null, available: false, devices: 0 },
    missing: [],
    error: null,
    warning: null,
  };
  // Asked with `-c` what it has, before it is trusted with runs.
  const asked = `case "$1" in --version) echo 'Python 3.12.0'; exit;; -c) echo '${JSON.stringify(report)}'; exit;; esac`;
  writeFileSync(python, `#!/bin/sh\n${asked}\nexec '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(python, 0o755);
  return {
    TRAINYARD_TRAINER: 'ai-toolkit',
    TRAINYARD_AI_TOOLKIT_DIR: recordedTrainer,
    TRAINYARD_AI_TOOLKIT_PYTHON: python,
    HF_HUB_OFFLINE: '1',
  };
}
