import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Settings } from './config/settings.ts';

const timeoutMs = 4_000;

/** What is said of a trainer wherever a person chooses or sees it; null where there is nothing to warn of. */
export const trainerNotes: Readonly<Record<Settings['trainer'], string | null>> = {
  builtin:
    "Trainyard's built-in CPU trainer is for trying and testing; its LoRAs are not for use in pictures.",
  'ai-toolkit': null,
};

/** Looks whether the trainer can be started and says what was found. Throws, saying what to do, where it cannot. */
export async function checkTrainer(
  settings: Pick<Settings, 'trainer' | 'aiToolkitDir' | 'aiToolkitPython'>,
): Promise<string> {
  if (settings.trainer === 'builtin' || settings.aiToolkitDir === null) return settings.trainer;
  const script = join(settings.aiToolkitDir, 'run.py');
  await access(script).catch(() => {
    throw new Error('AI_TOOLKIT_DIR holds no run.py: set it to a checkout of ostris/ai-toolkit.');
  });
  if (settings.aiToolkitPython === null) return 'ai-toolkit, with the Python of its checkout';
  try {
    const { stdout } = await promisify(execFile)(settings.aiToolkitPython, ['--version'], {
      timeout: timeoutMs,
    });
    return `ai-toolkit, with ${stdout.trim()}`;
  } catch (error) {
    throw new Error(
      'AI_TOOLKIT_PYTHON cannot be run: set it to the Python of the environment of AI Toolkit.',
      {
        cause: error,
      },
    );
  }
}
