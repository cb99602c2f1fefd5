import { parseArgs } from 'node:util';
import { faultOf, lintCase } from '../../packages/core/test/preflight/judge-config.ts';
import {
  mutate,
  mutationKinds,
  pieces,
  seedConfigs,
} from '../../packages/core/test/preflight/mutate-config.ts';
import { createRandom } from '../crash/random.ts';

/*
 * Checks broken configs in great number: npm run fuzz -- --runs 1000000
 * A fault is told with its number; --only NUMBER shows that config again.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000000' },
    from: { type: 'string', default: '0' },
    only: { type: 'string' },
    'limit-ms': { type: 'string', default: '50' },
  },
});
const limitMs = Number(values['limit-ms']);
/** Clearing memory and compiling make a quick case slow now and then, but not each time. */
const tries = 5;
const mostFaults = 20;

function brokenConfig(number: number): string {
  const random = createRandom(Math.imul(number + 1, 0x9e3779b1));
  const other = random.pick(seedConfigs);
  let yaml = random.pick(seedConfigs);
  for (let left = random.whole(1, 6); left > 0; left -= 1) {
    const change = {
      where: random.next(),
      kind: random.pick(mutationKinds),
      piece: random.pick(pieces),
      length: random.whole(0, 30),
    };
    yaml = mutate(yaml, change, other);
  }
  return yaml;
}

/** Time of the processor, as other programs may have it in between. */
function timeMs(yaml: string, number: number): number {
  const began = process.cpuUsage();
  lintCase(yaml, number);
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}

function judge(number: number): { fault: string | null; ms: number } {
  const yaml = brokenConfig(number);
  try {
    let ms = timeMs(yaml, number);
    for (let left = tries - 1; left > 0 && ms > limitMs; left -= 1) ms = Math.min(ms, timeMs(yaml, number));
    const slow = ms > limitMs ? `it takes ${ms.toFixed(0)} ms at best` : null;
    return { fault: faultOf(yaml, lintCase(yaml, number)) ?? slow, ms };
  } catch (error) {
    return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error), ms: 0 };
  }
}

const only = values.only === undefined ? null : Number(values.only);
if (only !== null) console.log(brokenConfig(only));
const first = only ?? Number(values.from);
const runs = only === null ? Number(values.runs) : 1;
const began = performance.now();
let faults = 0;
let slowestMs = 0;
for (let number = first; number < first + runs && faults < mostFaults; number += 1) {
  const { fault, ms } = judge(number);
  slowestMs = Math.max(slowestMs, ms);
  if (fault !== null) {
    faults += 1;
    console.log(`config ${number}: ${fault}`);
  }
  const done = number - first + 1;
  if (done % 50_000 === 0) {
    console.error(`${done} of ${runs}, ${((performance.now() - began) / 1000).toFixed(0)} s`);
  }
}
console.log(
  `${runs} configs, ${faults} ${faults === 1 ? 'fault' : 'faults'}; the slowest took ${slowestMs.toFixed(1)} ms.`,
);
if (faults > 0) process.exitCode = 1;
