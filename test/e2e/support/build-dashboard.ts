import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const folder = fileURLToPath(new URL('../../../packages/dashboard/', import.meta.url));
const sources = [join(folder, 'src'), fileURLToPath(new URL('../../../packages/core/src', import.meta.url))];
const lock = join(folder, 'dist.lock');
/** A build that takes longer has died and left its lock. */
const lockForgottenMs = 120_000;

/** Builds the dashboard that servers here serve, unless what lies there is newer than its source. */
export async function buildDashboard(): Promise<void> {
  while (!isBuilt()) {
    if (!takeLock()) {
      await sleep(100);
      continue;
    }
    try {
      if (!isBuilt()) await build();
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
}

/** As `npm run build` does it: in the tests' own environment React would be built for development. */
async function build(): Promise<void> {
  const env = { ...process.env, NODE_ENV: 'production' };
  await promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd: folder, env });
}

function isBuilt(): boolean {
  const builtAt = changedAt(join(folder, 'dist/index.html'));
  return builtAt > 0 && sources.every((source) => newestIn(source) <= builtAt);
}

/** True for the one test file that is to build; others wait for it. */
function takeLock(): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    if (Date.now() - changedAt(lock) > lockForgottenMs) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function newestIn(path: string): number {
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(0, ...files.map((entry) => changedAt(join(entry.parentPath, entry.name))));
}

function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
