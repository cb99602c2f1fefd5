import { join } from 'node:path';
import { median } from '../../bench/statistics.ts';
import type { TestOptions } from './command-line.ts';
import type { Installation } from './installation.ts';
import { trainAlone, trainAsJob } from './train-both-ways.ts';
import type { Training } from './watch-training.ts';

interface Pair {
  readonly alone: Training;
  readonly job: Training;
}

/**
 * Trains the same config by `python run.py` alone and as a job, again and again, and prints how fast both were
 * and what processor time they took. The order changes from pair to pair, so that neither is always the first.
 */
export async function measureOverhead(
  installation: Installation,
  options: TestOptions & NonNullable<TestOptions['overhead']> & { tell(line: string): void },
): Promise<void> {
  const { tell, pairs: count, steps, resolution } = options;
  for (const layout of options.layouts) {
    tell(`${layout}: ${count} pairs of ${steps} steps at ${resolution} pixels; the first 20 do not count`);
    const pairs: Pair[] = [];
    for (let number = 1; number <= count; number += 1) {
      const parts = {
        name: `overhead_${layout}_${number}`,
        dataset: installation.dataset,
        model: join(installation.models, layout),
        layout,
        steps,
        resolution,
        saveEvery: 100,
        samples: false,
        writesSteps: true,
      };
      const alone = () => trainAlone(installation, options, parts);
      const job = () => trainAsJob(installation, parts);
      const pair =
        number % 2 === 1
          ? { alone: await alone(), job: await job() }
          : await job().then(async (first) => ({ job: first, alone: await alone() }));
      pairs.push(pair);
      tell(`${layout}: pair ${number}: ${describePair(pair)}`);
    }
    for (const line of summarise(pairs)) tell(`${layout}: ${line}`);
  }
}

function describePair(pair: Pair): string {
  const { alone, job } = pair;
  const ms = ({ processorMs }: Training, name: string) => formatMs(processorMs.perStep[name]);
  return [
    `alone ${alone.stepsPerSecond.toFixed(2)} steps/s, as a job ${job.stepsPerSecond.toFixed(2)}: ${speedRatio(pair).toFixed(3)}`,
    `processor time of a step: alone ${ms(alone, 'trainer')}, as a job ${ms(job, 'trainer')}`,
    `and beside it agent ${ms(job, 'agent')}, server ${ms(job, 'server')}`,
  ].join('; ');
}

function summarise(pairs: readonly Pair[]): string[] {
  const beside = ({ perSecond }: Training['processorMs']) =>
    (perSecond['agent'] ?? Number.NaN) + (perSecond['server'] ?? Number.NaN);
  const trainer = ({ processorMs }: Training) => processorMs.perStep['trainer'] ?? Number.NaN;
  return [
    `steps per second as a job, alone = 1: ${describeSpread(pairs.map(speedRatio), 3)}`,
    `processor time of the trainer for a step as a job, alone = 1: ${describeSpread(
      pairs.map(({ alone, job }) => trainer(job) / trainer(alone)),
      3,
    )}`,
    `processor time of agent and server in each second: ${describeSpread(
      pairs.map(({ job }) => beside(job.processorMs)),
      1,
    )} ms`,
  ];
}

function speedRatio({ alone, job }: Pair): number {
  return job.stepsPerSecond / alone.stepsPerSecond;
}

function describeSpread(values: readonly number[], digits: number): string {
  const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)];
  return `median ${middle.toFixed(digits)}, from ${least.toFixed(digits)} to ${most.toFixed(digits)}`;
}

function formatMs(ms: number | undefined): string {
  return ms === undefined ? '-' : `${ms.toFixed(2)} ms`;
}
