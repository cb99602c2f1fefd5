import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Starts one validator process. It has none of the server's environment, secrets least of all. */
export function forkValidator(): ChildProcess {
  const source = import.meta.url.endsWith('.ts');
  const file = new URL(`./validator-process.${source ? 'ts' : 'js'}`, import.meta.url);
  return fork(fileURLToPath(file), [], {
    execArgv: [...(source ? sourceLoader() : []), '--max-old-space-size=256'],
    env: {},
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

/** Run from source, as tests do, the process needs the loader that reads TypeScript. */
function sourceLoader(): string[] {
  const tsx = createRequire(import.meta.url).resolve('tsx');
  return ['--import', pathToFileURL(tsx).href, '--conditions=source'];
}
