import type { RunPhase } from '@trainyard/core';
import type { TrainerEvent } from '../trainer.ts';
import type { ControlState } from './control-row.ts';
import type { Failure } from './failure.ts';
import { tryAgain } from './failure-rules.ts';
import type { LogFact } from './log-facts.ts';
import type { LossRow } from './loss-log.ts';
import { readSpeed } from './progress-line.ts';

/** The trainer replaces a loss that is no number by 0 and goes on; so many in a row, and it will not recover. */
const mostLostLosses = 5;

/** What a run is, as far as its state needs it. */
export interface RunStateOptions {
  totalSteps: number;
  /** The step of the checkpoint that the run goes on from; null for one that begins. */
  resumeStep: number | null;
  /** True once the trainer keeps a record of its losses, which is exact where the printed line is not. */
  hasLossLog(): boolean;
  onEvent(event: Extract<TrainerEvent, { type: 'phase' | 'progress' }>): void;
  /** A line for people, in the log of the run. */
  onNote(line: string): void;
  /** The run gets nowhere. Called once. */
  onFailure(failure: Failure): void;
}

/** Where a run is, put together from what its trainer writes and prints. */
export interface RunState {
  readonly phase: RunPhase;
  /** Steps done; never goes back. */
  readonly step: number;
  readonly stepsPerSecond: number | null;
  /** True from the begin of a save until it is complete. */
  readonly isSaving: boolean;
  readonly failure: Failure | null;
  takeFact(fact: LogFact): void;
  takeControl(state: ControlState): void;
  takeLosses(rows: readonly LossRow[]): void;
  fail(failure: Failure): void;
  /** What is wrong with weights that were trained to the last step; null where nothing is. */
  faultOfResult(): Failure | null;
}

/** The state of a run that is about to start. */
export function createRunState(options: RunStateOptions): RunState {
  const { resumeStep, totalSteps } = options;
  let phase: RunPhase = 'loading';
  let step = resumeStep ?? 0;
  let stepsPerSecond: number | null = null;
  let isSaving = false;
  let failure: Failure | null = null;
  let lastInfo = '';
  let lastSpeed = '';
  let skippedBatches = 0;
  let badFiles = 0;
  let nanLosses = 0;
  let zeroLossesInARow = 0;
  let isResuming = false;
  let hasTrained = false;
  let looksAtResume = resumeStep === null ? 0 : 2;
  let hasFirstPoint = false;
  let areWeightsComplete = true;

  const fail = (cause: Failure) => {
    if (failure !== null) return;
    failure = cause;
    options.onFailure(cause);
  };

  const enter = (next: RunPhase) => {
    if (next === phase) return;
    phase = next;
    options.onEvent({ type: 'phase', phase: next });
  };

  options.onEvent({ type: 'phase', phase });

  const moveTo = (next: number) => {
    if (next <= step || next > totalSteps) return false;
    step = next;
    return true;
  };

  /**
   * A resumed run must have taken up what was laid out for it. This is asked when it trains, and only at the
   * second look after: what it printed before may come later than what it wrote.
   */
  const checkResume = () => {
    if (looksAtResume === 0) return;
    looksAtResume -= 1;
    if (looksAtResume > 0) return;
    if (!isResuming) {
      fail({
        reason: 'RESUME_IGNORED',
        message: `The trainer did not take up the checkpoint of step ${resumeStep} and would have begun at step 0. Nothing was lost. ${tryAgain}, or submit a new job.`,
      });
    } else if (!areWeightsComplete) {
      fail({
        reason: 'RESUME_MISMATCH',
        message: `Weights of the checkpoint of step ${resumeStep} do not fit the config, and the trainer would have gone on without them: the type of network, its rank or the model was changed. Take that change back, or submit a new job.`,
      });
    }
  };

  const countLoss = (loss: number | null) => {
    zeroLossesInARow = loss === 0 ? zeroLossesInARow + 1 : 0;
    if (nanLosses >= mostLostLosses && zeroLossesInARow >= mostLostLosses) fail(nanFailure(step));
  };

  const takeProgress = ({ line }: Extract<LogFact, { type: 'progress' }>) => {
    // Its first paint comes before the first step.
    if (!hasTrained) enter('training');
    hasTrained = true;
    stepsPerSecond = line.stepsPerSecond ?? stepsPerSecond;
    // The record of losses leaves out the first step of every run.
    const isFirst = !hasFirstPoint && line.step === (resumeStep ?? 0) + 1;
    const isNew = moveTo(line.step);
    if (!isNew && !isFirst) return;
    enter('training');
    const isRecorded = options.hasLossLog() && !isFirst;
    const point = { step: line.step, loss: line.loss, lr: line.lr, steps_per_second: stepsPerSecond };
    if (isFirst) hasFirstPoint = true;
    if (!options.hasLossLog()) countLoss(line.loss);
    options.onEvent({ type: 'progress', step, metrics: isRecorded ? null : point });
  };

  const takeFact = (fact: LogFact) => {
    switch (fact.type) {
      case 'progress':
        takeProgress(fact);
        return;
      case 'phase':
        // The step of that number is still being done; with later ones done, it is long over.
        if (fact.atStep !== null && fact.atStep + 1 < step) return;
        enter(fact.phase);
        isSaving = fact.phase === 'saving';
        return;
      case 'files_written':
        if (fact.isSaveComplete) isSaving = false;
        return;
      case 'batch_skipped':
        // The row may not have been looked at since the last samples.
        enter('training');
        skippedBatches += 1;
        options.onNote(
          `Trainyard: ${skippedBatches} ${skippedBatches === 1 ? 'batch was' : 'batches were'} left out so far because the GPU's memory did not hold them. A smaller batch_size or resolution, or gradient_checkpointing, makes them fit.`,
        );
        return;
      case 'loss_is_nan':
        nanLosses += 1;
        return;
      case 'bad_file':
        badFiles += 1;
        return;
      case 'images_found':
        if (badFiles > 0) {
          options.onNote(
            `Trainyard: ${badFiles} ${badFiles === 1 ? 'file' : 'files'} of the dataset could not be read and ${badFiles === 1 ? 'is' : 'are'} left out; ${fact.count} are used.`,
          );
        }
        badFiles = 0;
        return;
      case 'resuming':
        isResuming = true;
        return;
      case 'resumed_at':
        if (resumeStep !== null && fact.step !== resumeStep) {
          fail({
            reason: 'RESUME_MISMATCH',
            message: `The checkpoint says that it is of step ${fact.step}, but step ${resumeStep} was to be resumed.`,
          });
        }
        return;
      case 'weights_read':
        // Read again under other names where that may help; the last reading counts.
        areWeightsComplete = fact.areComplete;
        return;
      case 'optimizer_not_loaded':
        options.onNote(
          'Trainyard: the optimizer state did not fit the config; the optimizer begins anew, from the same weights.',
        );
        return;
      case 'error':
        return;
    }
  };

  return {
    get phase() {
      return phase;
    },
    get step() {
      return step;
    },
    get stepsPerSecond() {
      return stepsPerSecond;
    },
    get isSaving() {
      return isSaving;
    },
    get failure() {
      return failure;
    },
    takeFact,
    takeControl(state) {
      if (state.speed !== lastSpeed) {
        lastSpeed = state.speed;
        stepsPerSecond = readSpeed(state.speed) ?? stepsPerSecond;
      }
      if (state.info !== lastInfo) {
        // The last save has no line of its own in the log.
        if (phaseOf(state.info) === 'saving') isSaving = true;
        else if (phaseOf(lastInfo) === 'saving') isSaving = false;
        lastInfo = state.info;
        const next = phaseOf(state.info);
        if (next === 'training') hasTrained = true;
        if (next !== null) enter(next);
      }
      if (hasTrained) checkResume();
      if (state.status === 'running' && moveTo(state.step)) {
        // What the log said of samples in between may come later than the row, which is back in training.
        if (phaseOf(state.info) === 'training') enter('training');
        options.onEvent({ type: 'progress', step, metrics: null });
      }
    },
    takeLosses(rows) {
      for (const row of rows) {
        moveTo(row.step);
        const loss = row.loss === 0 && nanLosses > 0 ? null : row.loss;
        const metrics = { step: row.step, loss, lr: row.lr, steps_per_second: stepsPerSecond };
        options.onEvent({ type: 'progress', step, metrics });
        countLoss(row.loss);
      }
    },
    fail,
    faultOfResult: () => (nanLosses > 1 && zeroLossesInARow > 1 ? nanFailure(totalSteps) : null),
  };
}

function nanFailure(step: number): Failure {
  return {
    reason: 'NAN_LOSS',
    message: `The loss was no longer a number at step ${step}, and the weights are of no use from there on. Lower the learning rate, or use another dtype or optimizer, and start again from an earlier checkpoint.`,
  };
}

/** The trainer's own words for what it does. */
function phaseOf(info: string): RunPhase | null {
  if (/^Training$/.test(info)) return 'training';
  if (/^Generating images/.test(info)) return 'sampling';
  if (/^Saving/.test(info)) return 'saving';
  if (/^Loading dataset|cach/i.test(info)) return 'caching';
  return /^(?:Loading|Quantizing|Starting|Making|Moving|Preparing|Creating)/.test(info) ? 'loading' : null;
}
