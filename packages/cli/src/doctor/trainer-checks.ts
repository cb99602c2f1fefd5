import type { Settings } from '@trainyard/server/settings';
import type { Io } from '../io.ts';
import type { DoctorCheck } from './check.ts';
import { checkCards } from './gpu-check.ts';
import { checkHubToken } from './hub-token-check.ts';

/** Checks of the trainer and of everything that it needs: its Python, the driver and the GPUs, the hub's token. */
export async function trainerChecks(settings: Settings, io: Io): Promise<DoctorCheck[]> {
  const { checkTrainer, trainerNotes } = await import('@trainyard/server');
  const trainer = {
    name: 'trainer',
    run: async () => {
      const [found, note] = [await checkTrainer(settings), trainerNotes[settings.trainer]];
      return note === null ? found : `${found}. ${note}`;
    },
  };
  const gpus = { name: 'GPUs', run: () => checkCards(settings) };
  if (settings.trainer === 'builtin') return [trainer, gpus];
  return [
    trainer,
    ...(await pythonChecks(settings, io)),
    gpus,
    { name: 'HF token', run: () => checkHubToken(settings, io) },
  ];
}

async function pythonChecks(settings: Settings, io: Io): Promise<DoctorCheck[]> {
  const { judgePython, probePython, readCheckouts } = await import('@trainyard/server');
  const pythons = [...new Set(readCheckouts(settings).all.map(({ python }) => python))];
  return pythons.map((python, index) => ({
    name: index === 0 ? 'Python' : `Python ${index + 1}`,
    // Slots of the processor are named by GPUS; with cards, PyTorch must see them.
    run: async () => {
      const { readGpuInventory } = await import('@trainyard/server');
      const gpus = await readGpuInventory(settings).catch(() => []);
      const hasCards = gpus.length === 0 || gpus.some(({ id }) => !id.startsWith('slot-'));
      return `${judgePython(await probePython(python, io.env), hasCards)} (${python})`;
    },
  }));
}
