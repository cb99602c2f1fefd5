#!/usr/bin/env node
// A plain wrapper, so that npm can link the command before the first build.
import { existsSync } from 'node:fs';
import module from 'node:module';

// Node 22 and later keep compiled code between starts.
module.enableCompileCache?.();
const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  console.error('trainyard is not built yet: run "npm run build" first.');
  process.exitCode = 2;
}
