import { systemClock } from '../clock.ts';
import type { Settings } from '../config/settings.ts';
import type { Check } from '../readiness.ts';
import type { Checkouts } from './checkouts.ts';
import { type PythonReport, probePython } from './python-probe.ts';
import { judgePython } from './trainer-check.ts';

/** For how long what a Python said is believed. */
const believedMs = { good: 30 * 60_000, bad: 60_000 } as const;
/** A check of readiness does not wait longer. */
const waitMs = 3_000;

type Answer = { readonly report: PythonReport } | { readonly error: Error };

/** The checks of every Python that is to run AI Toolkit; none for the built-in trainer. */
export function pythonChecks(
  settings: Pick<Settings, 'trainer'>,
  checkouts: Checkouts,
  hasCards: boolean,
): readonly Check[] {
  if (settings.trainer === 'builtin') return [];
  const pythons = [...new Set(checkouts.all.map(({ python }) => python))];
  return pythons.map((python, index) => ({
    name: index === 0 ? 'python' : `python ${index + 1}`,
    run: createPythonCheck({ python, hasCards, environment: process.env }),
  }));
}

/**
 * A check of the Python that runs the trainer, for a server: it asks in the background, since PyTorch takes long to
 * load, and says meanwhile that it is asking. Throws as `judgePython` does.
 */
function createPythonCheck(options: {
  readonly python: string;
  readonly hasCards: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): () => Promise<string> {
  const clock = systemClock;
  let last: { readonly answer: Answer; readonly until: number } | null = null;
  let asking: Promise<Answer> | null = null;
  const ask = async (): Promise<Answer> => {
    const answer: Answer = await probePython(options.python, options.environment).then(
      (report) => ({ report }),
      (error: Error) => ({ error }),
    );
    const isGood = 'report' in answer && answer.report.torch !== null;
    last = { answer, until: clock.now() + believedMs[isGood ? 'good' : 'bad'] };
    asking = null;
    return answer;
  };
  return async () => {
    let answer = last?.answer ?? null;
    if (last === null || clock.now() > last.until) {
      asking ??= ask();
      // What was said before counts until there is something newer.
      answer ??= await within(asking, waitMs);
    }
    if (answer === null) return 'is being asked for its PyTorch';
    if ('error' in answer) throw answer.error;
    return judgePython(answer.report, options.hasCards);
  };
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
