import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** Runs a TypeScript file as a process of its own; it is killed when the running test ends. */
export function forkSource(file: URL, args: readonly string[]): ChildProcess {
  const child = fork(fileURLToPath(file), args, { execArgv: ['--import', tsx, '--conditions=source'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}
