import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../config/settings.ts';
import { type Checkout, describeCheckout, readCheckouts } from './checkouts.ts';
import type { PythonReport } from './python-probe.ts';

/** What is said of a trainer wherever a person chooses or sees it; null where there is nothing to warn of. */
export const trainerNotes: Readonly<Record<Settings['trainer'], string | null>> = {
  builtin:
    "Trainyard's built-in CPU trainer is for trying and testing; its LoRAs are not for use in pictures.",
  'ai-toolkit': null,
};

type TrainerSettings = Pick<Settings, 'trainer' | 'aiToolkitDir' | 'aiToolkitDirs' | 'aiToolkitPython'>;

/**
 * Looks whether the trainer is there and says which revision of it, of every checkout. Throws, saying what to
 * do, where one is not. Whether its Python can run it is asked by `probePython`.
 */
export async function checkTrainer(settings: TrainerSettings): Promise<string> {
  if (settings.trainer === 'builtin') return settings.trainer;
  const { all } = readCheckouts(settings);
  const found = await Promise.all(all.map(async (checkout) => describe(checkout, all.length > 1)));
  return found.join('; ');
}

async function describe(checkout: Checkout, isNamed: boolean): Promise<string> {
  const setting = checkout.name === 'default' ? 'AI_TOOLKIT_DIR' : `AI_TOOLKIT_DIRS (${checkout.name})`;
  await access(join(checkout.directory, 'run.py')).catch(() => {
    throw new Error(
      `${setting} holds no run.py: set it to a checkout of ostris/ai-toolkit (git clone https://github.com/ostris/ai-toolkit).`,
    );
  });
  const revision = describeCheckout(checkout);
  return isNamed ? `${checkout.name}: ${revision}` : revision;
}

/**
 * Says in words what a Python has for the trainer. Throws, saying how to mend it, where PyTorch or another
 * package is missing or sees no GPU though there are cards.
 */
export function judgePython(report: PythonReport, hasCards: boolean): string {
  const install =
    'Install the requirements of AI Toolkit into it: pip install torch torchvision torchaudio --index-url https://download.pytorch.org/whl/cu128 && pip install -r requirements.txt.';
  if (report.missing.length > 0) {
    throw new Error(`Python ${report.python} lacks ${report.missing.join(', ')}. ${install}`);
  }
  const { torch } = report;
  if (torch === null) {
    throw new Error(
      `Python ${report.python} cannot import PyTorch (${report.error ?? 'no reason given'}). ${install}`,
    );
  }
  const what = `Python ${report.python}, PyTorch ${torch.version}`;
  if (!hasCards) return `${what}, on the processor`;
  if (torch.cuda === null) {
    throw new Error(`${what} is built without CUDA and cannot use the GPUs. ${install}`);
  }
  if (!torch.available) {
    const why = report.warning ?? 'it sees no GPU';
    throw new Error(
      `${what} for CUDA ${torch.cuda} cannot use the GPUs: ${why} Update the driver, or install a PyTorch for an older CUDA.`,
    );
  }
  return `${what}, CUDA ${torch.cuda}, ${torch.devices} GPU${torch.devices === 1 ? '' : 's'}`;
}
