import { basename, dirname } from 'node:path';
import type { TrainerEvent as BuiltinEvent, TrainerPhase } from '../builtin/protocol.ts';
import type { TrainerEvent } from './trainer.ts';

/** Optimizer states are called by their step alone where the trainer keeps them. */
const optimizerPrefix = 'optimizer_';

const phases: ReadonlySet<string> = new Set<TrainerPhase>([
  'loading',
  'caching',
  'training',
  'sampling',
  'saving',
]);

/**
 * What one line of the built-in trainer's output says; null for an event that the agent knows already, and
 * undefined for a line that is no event.
 */
export function parseBuiltinLine(line: string): TrainerEvent | null | undefined {
  let said: BuiltinEvent;
  try {
    said = JSON.parse(line) as BuiltinEvent;
  } catch {
    return undefined;
  }
  if (typeof said !== 'object' || said === null) return undefined;
  switch (said.event) {
    case 'started':
      return null;
    case 'phase':
      return phases.has(said.phase) ? { type: 'phase', phase: said.phase } : undefined;
    case 'progress': {
      if (!isStep(said.step)) return undefined;
      const metrics = {
        step: said.step,
        loss: numberOrNull(said.loss),
        lr: numberOrNull(said.lr),
        steps_per_second: numberOrNull(said.steps_per_second),
      };
      return { type: 'progress', step: said.step, metrics };
    }
    case 'checkpoint':
      return isFile(said) ? fileEvent(said, 'checkpoint', basename(said.path)) : undefined;
    case 'optimizer':
      return isFile(said) ? fileEvent(said, 'optimizer', optimizerPrefix + basename(said.path)) : undefined;
    case 'sample':
      if (!isFile(said) || !isStep(said.index) || typeof said.prompt !== 'string') return undefined;
      return { ...fileEvent(said, 'sample', basename(said.path)), index: said.index, prompt: said.prompt };
    case 'removed': {
      if (typeof said.path !== 'string') return undefined;
      const name = basename(said.path);
      return isOptimizerState(said.path)
        ? { type: 'removed', kind: 'optimizer', filename: optimizerPrefix + name }
        : { type: 'removed', kind: 'checkpoint', filename: name };
    }
    case 'finished':
    case 'stopped':
      return isStep(said.step)
        ? { type: 'ended', how: said.event, step: said.step, message: null }
        : undefined;
    case 'failed':
      if (typeof said.message !== 'string') return undefined;
      return { type: 'ended', how: 'failed', step: null, message: said.message };
    default:
      return undefined;
  }
}

/** The name, in the trainer's folder `optimizer`, of a state that was published as an artifact. */
export function optimizerStateName(filename: string): string {
  return filename.startsWith(optimizerPrefix) ? filename.slice(optimizerPrefix.length) : filename;
}

function fileEvent(
  said: { path: string; step: number },
  kind: 'checkpoint' | 'optimizer' | 'sample',
  filename: string,
) {
  return {
    type: 'artifact',
    kind,
    path: said.path,
    filename,
    step: said.step,
    index: null,
    prompt: null,
  } as const;
}

function isFile(said: { path: unknown; step: unknown }): boolean {
  return typeof said.path === 'string' && said.path.startsWith('/') && isStep(said.step);
}

function isOptimizerState(path: string): boolean {
  return basename(dirname(path)) === 'optimizer';
}

function isStep(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
