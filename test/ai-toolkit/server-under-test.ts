import { execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url));
const node = [process.execPath, '--conditions=source', '--import', import.meta.resolve('tsx')] as const;

/** A server in a process of its own, with an account. */
export interface ServerUnderTest {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  close(): Promise<void>;
}

/** Starts `trainyard serve` on a free port; `variables` are added to the environment of this process. */
export async function startServerUnderTest(
  dataDir: string,
  variables: Readonly<Record<string, string>>,
): Promise<ServerUnderTest> {
  const environment = { ...process.env, ...variables, TRAINYARD_DATA_DIR: dataDir };
  const [program, ...flags] = node;
  const child = spawn(program, [...flags, cli, 'serve', '--port', '0', '--log-level', 'warn'], {
    env: environment,
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The server ended with code ${code} before it listened.`)));
    createInterface({ input: child.stderr }).on('line', (line) => {
      process.stderr.write(`  server: ${line}\n`);
      const found = /https?:\/\/[\w.:[\]]+/.exec(line)?.[0];
      if (found !== undefined) resolve(found);
    });
  });
  const token = execFileSync(program, [...flags, cli, 'token', 'create', '--account', 'test'], {
    env: environment,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
  return {
    url,
    token,
    pid: child.pid ?? 0,
    close: async () => {
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await exited;
    },
  };
}
