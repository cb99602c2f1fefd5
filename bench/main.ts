// npm run bench [-- name …]: see README.md in this folder.
import { benchDataset } from './dataset.ts';
import { benchLint } from './lint.ts';
import { benchPolls } from './polls.ts';
import { benchStart } from './start.ts';
import { benchMemory, benchUpload } from './upload.ts';

const benchmarks: Readonly<Record<string, () => Promise<string[]>>> = {
  upload: benchUpload,
  memory: benchMemory,
  start: benchStart,
  polls: benchPolls,
  dataset: benchDataset,
  lint: benchLint,
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in benchmarks));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(benchmarks).join(', ')}.\n`,
  );
  process.exitCode = 2;
} else {
  for (const [name, run] of Object.entries(benchmarks)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    for (const line of await run()) process.stdout.write(`${line}\n`);
  }
}
