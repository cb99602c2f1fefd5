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
  /** Whether the folder with everything stays. */
  keep: boolean;
}

const usage =
  'npm run test:ai-toolkit -- --dir CHECKOUT --python PYTHON [--layout sd15|flux] [--gpus TYPE=N] [--keep]';

/** Reads the command line. Throws an Error whose message is for people. */
export async function readTestOptions(args: readonly string[]): Promise<TestOptions> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      dir: { type: 'string' },
      python: { type: 'string' },
      layout: { type: 'string', multiple: true },
      gpus: { type: 'string' },
      keep: { type: 'boolean', default: false },
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
    keep: values.keep,
  };
}

/** A machine without a card trains tiny models on its processor. */
async function hasCard(): Promise<boolean> {
  try {
    return (await promisify(execFile)('nvidia-smi', ['-L'])).stdout.includes('GPU ');
  } catch {
    return false;
  }
}
