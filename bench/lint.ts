import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { lint, summarizeDataset, unknownFacts } from '@trainyard/core/preflight';
import { parse } from 'yaml';
import { inTurn, median } from './statistics.ts';

const fixtures = new URL('../packages/core/test/preflight/fixtures/', import.meta.url);
const command = fileURLToPath(new URL('../packages/cli/bin/trainyard.js', import.meta.url));

/** The jobs of the trainer's interface and its example configs. */
function readConfigs(): string[] {
  return ['ui-defaults', 'examples'].flatMap((folder) => {
    const url = new URL(`${folder}/`, fixtures);
    const names = readdirSync(url).filter((name) => name.endsWith('.yaml'));
    return names.map((name) => readFileSync(new URL(name, url), 'utf8'));
  });
}

/** A dataset of ten thousand captioned images, as the server sums it up. */
function largeDataset() {
  const files = Array.from({ length: 10_000 }, (_, index) => [
    { filename: `${index}.jpg`, width: 1024, height: 768 },
    { filename: `${index}.txt` },
  ]).flat();
  return summarizeDataset('READY', null, files);
}

function timeMs(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** One config at a time on a warm process, against reading the same text with the `yaml` package. */
async function benchWarm(): Promise<string> {
  const configs = readConfigs();
  const dataset = largeDataset();
  const facts = {
    ...unknownFacts,
    datasets: new Proxy({}, { get: () => dataset, getOwnPropertyDescriptor: () => ({ configurable: true }) }),
  };
  for (let round = 0; round < 5; round++) {
    for (const text of configs) {
      lint(text, facts);
      parse(text);
    }
  }
  const linted: number[] = [];
  const parsed: number[] = [];
  for (let round = 0; round < 10; round++) {
    for (const text of configs) {
      linted.push(timeMs(() => lint(text, facts)));
      parsed.push(timeMs(() => parse(text)));
    }
  }
  const [lintMs, parseMs] = [median(linted), median(parsed)];
  return `lint: ${configs.length} configs with datasets of 10,000 files: median ${lintMs.toFixed(2)} ms a config (wanted: under 1 ms), parsing alone with yaml ${parseMs.toFixed(2)} ms, ratio ${(lintMs / parseMs).toFixed(2)}`;
}

/** The whole command in a new process, against a bare Node. */
async function benchCold(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-bench-'));
  try {
    const config = join(folder, 'config.yaml');
    writeFileSync(config, readConfigs()[0] ?? '');
    const start = (args: readonly string[]) => async () =>
      timeMs(() => execFileSync(process.execPath, args, { stdio: 'ignore' }));
    const lintArgs = [command, 'lint', config, '--rule', '42257=warning'];
    const { first, second } = await inTurn(20, start(lintArgs), start(['-e', '0']));
    const [lintMs, bareMs] = [median(first), median(second)];
    return `lint: the command from its start to its end: median ${lintMs.toFixed(0)} ms, bare Node ${bareMs.toFixed(0)} ms, ${(lintMs - bareMs).toFixed(0)} ms more (wanted: at most 150 ms)`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What checking a config costs, in a process that runs and in one that has to start. */
export async function benchLint(): Promise<string[]> {
  return [await benchWarm(), await benchCold()];
}
