import type { RunPhase } from '@trainyard/core';
import { type ProgressLine, readProgressLine } from './progress-line.ts';

/** Something that the trainer's output says. */
export type LogFact =
  | { type: 'progress'; line: ProgressLine }
  /** `atStep` where the line says it; it may come late, since the streams of a process are not read in step. */
  | { type: 'phase'; phase: RunPhase; atStep: number | null }
  /** A batch did not fit into the GPU's memory and was left out; the trainer counts the step all the same. */
  | { type: 'batch_skipped' }
  | { type: 'loss_is_nan' }
  | { type: 'resuming' }
  | { type: 'resumed_at'; step: number }
  /** Weights were read from a checkpoint; all of them fit the network, or some were left out. */
  | { type: 'weights_read'; areComplete: boolean }
  | { type: 'optimizer_not_loaded' }
  /** The trainer wrote something: the time to look at its folder. Weights come first, and the save goes on. */
  | { type: 'files_written'; isSaveComplete: boolean }
  | { type: 'bad_file' }
  | { type: 'images_found'; count: number }
  /** The trainer's own word of why it ends. */
  | { type: 'error'; message: string };

type Reader = (found: RegExpExecArray) => LogFact;

const toPhase =
  (phase: RunPhase): Reader =>
  ([, step]) => ({ type: 'phase', phase, atStep: step === undefined ? null : Number(step) });

/** Looked for anywhere in a line, because prints are glued to the end of progress bars. */
const readers: readonly [RegExp, Reader][] = [
  [/Error running job: (.*)/s, ([, message = '']) => ({ type: 'error', message })],
  [/#### IMPORTANT RESUMING FROM /, () => ({ type: 'resuming' })],
  [/Found step (\d+) in metadata/, ([, step]) => ({ type: 'resumed_at', step: Number(step) })],
  [/Missing keys: \[(\]?)/, ([, end]) => ({ type: 'weights_read', areComplete: end === ']' })],
  [/Failed to load optimizer state/, () => ({ type: 'optimizer_not_loaded' })],
  [/OOM during training step, skipping batch/, () => ({ type: 'batch_skipped' })],
  [/loss is nan/, () => ({ type: 'loss_is_nan' })],
  [/Saved checkpoint to /, () => ({ type: 'files_written', isSaveComplete: false })],
  [
    /Saved optimizer to |Could not save optimizer|Removing old save: /,
    () => ({ type: 'files_written', isSaveComplete: true }),
  ],
  [/Error (?:processing (?:image|video|audio)|loading image, skipping)/, () => ({ type: 'bad_file' })],
  [
    /- {2}Found (\d+) (?:images|videos|audio)/,
    ([, count]) => ({ type: 'images_found', count: Number(count) }),
  ],
  [/Saving at step (\d+)/, toPhase('saving')],
  [/Generating (?:baseline samples|Images:|Samples:)/, toPhase('sampling')],
  [/Sampling at step (\d+)/, toPhase('sampling')],
  [/Caching (?:latents|text[ _]embeddings)|Generating Controls/, toPhase('caching')],
  [
    /Loading (?:pipeline components|weights|checkpoint shards|transformer|model)|Quantizing /i,
    toPhase('loading'),
  ],
];

/**
 * True for a line of the config, which the trainer prints as indented JSON with whatever people wrote into
 * their prompts.
 */
export function isConfigLine(line: string): boolean {
  return /^ {4,}["\]}{[]/.test(line);
}

/** What one line, or one paint of a line, says; nothing for most. `runName` tells the trainer's own bar. */
export function readLogFacts(line: string, runName: string): LogFact[] {
  const facts: LogFact[] = [];
  const progress = readProgressLine(line);
  if (progress?.name.endsWith(runName) === true) facts.push({ type: 'progress', line: progress });
  for (const [pattern, read] of readers) {
    const found = pattern.exec(line);
    if (found !== null) facts.push(read(found));
  }
  return facts;
}
