import { execFile } from 'node:child_process';
import { parseArgs, promisify } from 'node:util';

/** What the test of the real trainer is told. */
export interface TestOptions {
  /** A checkout of AI Toolkit. */
  directory: string;
  /** A Python that can run it. */
  python: string;
  layouts: readonly ('sd15' | 'flux')[];
  /** GPUs by type, as the setting GPUS takes them; null for the cards that the machine has. */
  gpus: string | null;
  /** Whether a captioner is tested, and nothing else. */
  captions: boolean;
  /** Whether the folder with everything stays. */
  keep: boolean;
  /** What is measured instead of testing; null where the whole path is tested. */
  overhead: {
    /** How often the trainer runs alone and under Trainyard. */
    pairs: number;
    /** Steps of each run. */
    steps: number;
    /** Side of the pictures that are trained on; larger ones make longer steps. */
    resolution: number;
  } | null;
}

const usage =
  'npm run test:ai-toolkit -- --dir CHECKOUT --python PYTHON [--layout sd15|flux] [--gpus TYPE=N] [--captions] [--keep]\n  [--overhead [--pairs N] [--steps N] [--resolution N]]';

/** Reads the command line. Throws an Error whose message is for people. */
export async function readTestOptions(args: readonly string[]): Promise<TestOptions> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      dir: { type: 'string' },
      python: { type: 'string' },
      layout: { type: 'string', multiple: true },
      gpus: { type: 'string' },
      captions: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      overhead: { type: 'boolean', default: false },
      pairs: { type: 'string', default: '5' },
      steps: { type: 'string', default: '300' },
      resolution: { type: 'string', default: '64' },
    },
  });
  if (!values.dir || !values.python) throw new Error(`--dir and --python are needed: ${usage}`);
  const layouts = (values.layout ?? ['sd15', 'flux']).map((layout) => {
    if (layout === 'sd15' || layout === 'flux') return layout;
    throw new Error(`There is no layout ${layout}: ${usage}`);
  });
  return {
    directory: values.dir,
    python: values.python,
    layouts,
    gpus: values.gpus ?? ((await hasCard()) ? null : 'ADA_80_PLUS=1'),
    captions: values.captions,
    keep: values.keep,
    overhead: values.overhead
      ? {
          pairs: wholeNumber('pairs', values.pairs),
          steps: wholeNumber('steps', values.steps),
          resolution: wholeNumber('resolution', values.resolution),
        }
      : null,
  };
}

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`--${name} is a whole number above 0: ${usage}`);
  return Number(text);
}

/** A machine without a card trains tiny models on its processor. */
async function hasCard(): Promise<boolean> {
  try {
    return (await promisify(execFile)('nvidia-smi', ['-L'])).stdout.includes('GPU ');
  } catch {
    return false;
  }
}
