#!/usr/bin/env node
// A plain wrapper, so that npm can link the command before the first build.
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  console.error('trainyard is not built yet: run "npm run build" first.');
  process.exitCode = 2;
}
