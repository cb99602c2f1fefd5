import { type ChildProcess, execFile } from 'node:child_process';

const defaultTimeoutMs = 10_000;
/** What a kill needs to be seen. A process that waits within a driver that hangs cannot be killed at all. */
const killMs = 1_000;
/** `nvidia-smi` ends with this code where the driver works and there is no card. */
const noDevices = 6;

/** Processes that did not answer in time and are not gone yet. More of them would help nobody. */
const hanging = new Set<ChildProcess>();

/**
 * What `nvidia-smi` prints for a query; null where it is not installed, and '' where there is no card. Throws
 * with what it said where the driver does not answer, in time or at all; while one that was asked before hangs,
 * at once. Lines about cards that are well count also where another card has fallen off the bus.
 */
export async function queryNvidiaSmi(
  args: readonly string[],
  timeoutMs = defaultTimeoutMs,
): Promise<string | null> {
  const [stuck] = hanging;
  if (stuck !== undefined) {
    throw new Error(
      `nvidia-smi does not answer: one that was asked before still hangs, as process ${stuck.pid}`,
    );
  }
  return new Promise((resolve, reject) => {
    const options = { timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: 4_000_000 } as const;
    const child = execFile('nvidia-smi', [...args], options, (error, stdout, stderr) => {
      clearTimeout(late);
      hanging.delete(child);
      if (error === null) return resolve(stdout);
      if (error.code === 'ENOENT') return resolve(null);
      if (error.code === noDevices && /No devices were found/i.test(stdout + stderr)) return resolve('');
      if (/^(?:\d+, )?(?:GPU|MIG)-/m.test(stdout)) return resolve(stdout);
      const said = error.killed === true ? tooLate(timeoutMs) : whatItSaid(stdout, stderr, error);
      reject(new Error(`nvidia-smi does not answer: ${said}`, { cause: error }));
    });
    const late = setTimeout(() => {
      hanging.add(child);
      // Whoever ends meanwhile does not wait for it.
      child.unref();
      reject(new Error(`nvidia-smi does not answer: ${tooLate(timeoutMs)}`));
    }, timeoutMs + killMs);
  });
}

function tooLate(timeoutMs: number): string {
  return `no answer within ${timeoutMs / 1000} seconds`;
}

function whatItSaid(stdout: string, stderr: string, error: Error): string {
  const said = `${stdout}\n${stderr}`
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, 2)
    .join(' ');
  return said === '' ? error.message : said.replace(/\.$/, '');
}
