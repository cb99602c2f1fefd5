#!/usr/bin/env node
// A plain wrapper, so that npm can link the command before the first build.
import { existsSync, statSync } from 'node:fs';
import module from 'node:module';

/** Milliseconds since 1970 at which a file of the packages was written; 0 where there is none. */
function writtenAt(path) {
  return statSync(new URL(`../../${path}`, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** `lint` in a few files starts twice as fast. One that is older than what was compiled since is left aside. */
function isBundled(command) {
  const bundledAt = command === 'lint' ? writtenAt('cli/dist/bundled-main.js') : 0;
  const compiledAt = ['core', 'server', 'cli'].map((name) => writtenAt(`${name}/tsconfig.tsbuildinfo`));
  return bundledAt > 0 && compiledAt.every((at) => at <= bundledAt);
}

// Node 22 and later keep compiled code between starts.
module.enableCompileCache?.();
const main = new URL(
  isBundled(process.argv[2]) ? '../dist/bundled-main.js' : '../dist/main.js',
  import.meta.url,
);
if (existsSync(main)) {
  await import(main.href);
} else {
  console.error('trainyard is not built yet: run "npm run build" first.');
  process.exitCode = 2;
}
