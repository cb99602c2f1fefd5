import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { readCommandLine } from './command-line.ts';
import type { Control } from './control.ts';
import { type ExampleSource, openExampleSource } from './dataset/example-source.ts';
import { createDenoiser, type Denoiser } from './denoiser/denoiser.ts';
import { type CheckpointWriter, createCheckpointWriter } from './output/checkpoint-writer.ts';
import { type JobFolder, openJobFolder } from './output/job-folder.ts';
import { writeSamples } from './output/sample-writer.ts';
import type { TrainerEvent, TrainerExitCode, TrainerPhase } from './protocol.ts';
import { resume } from './resume.ts';
import { readSettings, type Settings } from './settings/settings.ts';
import { type Adam, createAdam } from './training/adam.ts';
import { type Adapters, createAdapters } from './training/adapters.ts';
import { examplesPerStep, learnStep } from './training/learner.ts';
import { TrainingError } from './training-error.ts';

/** How a run speaks with the world. */
export interface RunIo {
  readonly control: Control;
  readonly emit: (event: TrainerEvent) => Promise<void>;
  readonly log: (line: string) => void;
  readonly now: () => number;
}

interface Run {
  readonly settings: Settings;
  readonly denoiser: Denoiser;
  readonly adapters: Adapters;
  readonly adam: Adam;
  readonly folder: JobFolder;
  readonly writer: CheckpointWriter;
  readonly source: ExampleSource;
  readonly startStep: number;
}

/**
 * Trains as the arguments and the config say, to the last step or until the control asks for a stop, and
 * emits the closing event of either. Throws TrainingError, or what the file system throws.
 */
export async function run(argv: readonly string[], io: RunIo): Promise<TrainerExitCode> {
  const prepared = await prepare(argv, io);
  const { settings, startStep, writer, source } = prepared;
  const { steps } = settings.training;
  const epochAt = (step: number): number =>
    source.size === 0 ? 0 : Math.floor((step * examplesPerStep(settings.training)) / source.size);
  const reached = startStep < steps ? await train(prepared, epochAt, io) : startStep;
  if (reached < steps) {
    if (reached > startStep) {
      await enter('saving', io);
      await writer.saveStep(reached, epochAt(reached));
    }
    io.log(`Stopped at step ${reached} of ${steps}.`);
    await io.emit({ event: 'stopped', step: reached });
    return 3;
  }
  if (startStep >= steps) io.log(`Step ${startStep} is reached already; there is nothing left to train.`);
  await enter('saving', io);
  await writer.saveFinal(reached, epochAt(reached));
  if (settings.sampling.last) await sample(reached, prepared, io);
  io.log(`Finished at step ${reached}.`);
  await io.emit({ event: 'finished', step: reached });
  return 0;
}

async function prepare(argv: readonly string[], io: RunIo): Promise<Run> {
  await enter('loading', io);
  const commandLine = readCommandLine(argv);
  const settings = readSettings(await readConfig(commandLine.configPath));
  for (const note of settings.notes) io.log(note);
  const { rank, alpha } = settings.network;
  const denoiser = createDenoiser();
  const adapters = createAdapters(denoiser.layers, rank, alpha, settings.seed);
  const adam = createAdam(adapters.parameters, settings.training);
  const startStep = await resume(commandLine, adapters, adam, io.log);
  adapters.apply();
  const folder = await openJobFolder(settings.trainingFolder, settings.name);
  const writer = createCheckpointWriter(folder, settings, adapters, adam, io.emit);
  await enter('caching', io);
  const source = await openExampleSource(settings.datasets, {
    seed: settings.seed,
    log: io.log,
    shouldStop: () => io.control.isStopping,
  });
  io.log(
    `Training a LoRA of rank ${rank} on ${source.size} pictures an epoch, from step ${startStep} to ${settings.training.steps}.`,
  );
  return { settings, denoiser, adapters, adam, folder, writer, source, startStep };
}

async function readConfig(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    throw new TrainingError('The config file given by --config cannot be read.');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new TrainingError('The config file given by --config is not valid JSON.');
  }
}

/** Trains until the last step or a stop, and gives the step reached. */
async function train(prepared: Run, epochAt: (step: number) => number, io: RunIo): Promise<number> {
  const { settings, startStep, writer } = prepared;
  const { sampling, save } = settings;
  const { steps } = settings.training;
  const { control } = io;
  if (sampling.first === 'always' || (sampling.first === 'fresh' && startStep <= 1)) {
    await sample(startStep, prepared, io);
  }
  await enter('training', io);
  const speed = createSpeedometer();
  let step = startStep;
  while (step < steps && !control.isStopping) {
    const begunMs = performance.now();
    const { loss, rate } = await learnStep(step, {
      ...prepared,
      seed: settings.seed,
      settings: settings.training,
    });
    step += 1;
    const stepsPerSecond = speed(performance.now() - begunMs);
    await io.emit({
      event: 'progress',
      step,
      total: steps,
      loss,
      lr: rate,
      steps_per_second: stepsPerSecond,
    });
    // Signals and commands are heard only when the event loop gets a turn.
    await setImmediate();
    if (step === steps) break;
    const isSaveDue = save.every > 0 && step % save.every === 0;
    const isSampleDue = sampling.every > 0 && step >= sampling.startStep && step % sampling.every === 0;
    const wantsSave = control.takeSave() || isSaveDue;
    const wantsSample = control.takeSample() || isSampleDue;
    if (wantsSave) {
      await enter('saving', io);
      await writer.saveStep(step, epochAt(step));
    }
    if (wantsSample) await sample(step, prepared, io);
    if (wantsSave || wantsSample) await enter('training', io);
  }
  return step;
}

async function sample(step: number, prepared: Run, io: RunIo): Promise<void> {
  await enter('sampling', io);
  await writeSamples(step, {
    ...prepared,
    sampling: prepared.settings.sampling,
    emit: io.emit,
    shouldStop: () => io.control.isStopping,
    now: io.now,
  });
}

async function enter(phase: TrainerPhase, io: RunIo): Promise<void> {
  await io.emit({ event: 'phase', phase });
}

/** Takes the time of each step in milliseconds and gives a smoothed number of steps per second. */
function createSpeedometer(): (stepMs: number) => number {
  let smoothedMs: number | undefined;
  return (stepMs) => {
    smoothedMs = smoothedMs === undefined ? stepMs : smoothedMs * 0.9 + stepMs * 0.1;
    return Math.round(100_000 / Math.max(smoothedMs, 0.001)) / 100;
  };
}
