import { execFile } from 'node:child_process';

const timeoutMs = 10_000;
/** `nvidia-smi` ends with this code where the driver works and there is no card. */
const noDevices = 6;

/**
 * What `nvidia-smi` prints for a query; null where it is not installed, and '' where there is no card. Throws
 * with what it said where the driver does not answer. Lines about cards that are well count also where another
 * card has fallen off the bus.
 */
export async function queryNvidiaSmi(args: readonly string[]): Promise<string | null> {
  return new Promise((resolve, reject) => {
    execFile(
      'nvidia-smi',
      [...args],
      { timeout: timeoutMs, maxBuffer: 4_000_000 },
      (error, stdout, stderr) => {
        if (error === null) return resolve(stdout);
        if (error.code === 'ENOENT') return resolve(null);
        if (error.code === noDevices && /No devices were found/i.test(stdout + stderr)) return resolve('');
        if (/^(?:\d+, )?(?:GPU|MIG)-/m.test(stdout)) return resolve(stdout);
        reject(
          new Error(`nvidia-smi does not answer: ${whatItSaid(stdout, stderr, error)}`, { cause: error }),
        );
      },
    );
  });
}

function whatItSaid(stdout: string, stderr: string, error: Error & { killed?: boolean }): string {
  if (error.killed === true) return `no answer within ${timeoutMs / 1000} seconds`;
  const said = `${stdout}\n${stderr}`
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, 2)
    .join(' ');
  return said === '' ? error.message : said.replace(/\.$/, '');
}
