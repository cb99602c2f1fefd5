import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new folder that goes away with the test, unless the test fails. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-cli-'));
  onTestFinished(({ task }) => {
    if (task.result?.state === 'fail') console.error(`Left for inspection: ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
