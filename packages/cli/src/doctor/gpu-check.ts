import { readFile } from 'node:fs/promises';
import type { GpuSnapshot } from '@trainyard/server';
import type { Settings } from '@trainyard/server/settings';

/** Says which GPUs runs can have, and which of them others hold at this moment. */
export async function checkCards(settings: Settings): Promise<string> {
  const { createGpuMonitor, obstacleOf, readGpuInventory, systemClock } = await import('@trainyard/server');
  const gpus = await readGpuInventory(settings);
  const isReal = gpus.some(({ id }) => !id.startsWith('slot-'));
  if (!isReal) return gpus.map(({ type, id }) => `${type} (${id})`).join(', ');
  const snapshot = await withoutOwnRuns(await createGpuMonitor(systemClock).read(0));
  const driver = snapshot.driver === null ? '' : `driver ${snapshot.driver}; `;
  const lines = gpus.map((gpu) => {
    const card = snapshot.cards.get(gpu.id);
    const obstacle = obstacleOf(gpu, snapshot, settings.gpuForeignMib, 'operator');
    const what = `${gpu.type} (${card?.name ?? 'unknown'}, ${gpu.id})`;
    return obstacle === null ? what : `${what}: not handed out. ${obstacle}`;
  });
  return `${driver}${lines.join('\n')}`;
}

/** Runs of Trainyard may use their cards; they carry the id of their run in their environment. */
async function withoutOwnRuns(snapshot: GpuSnapshot): Promise<GpuSnapshot> {
  const isOwn = await Promise.all(snapshot.processes.map(({ pid }) => isRun(pid)));
  const ours = new Set(snapshot.processes.filter((_, index) => isOwn[index]).map(({ uuid }) => uuid));
  return {
    ...snapshot,
    processes: snapshot.processes.filter(({ uuid }) => !ours.has(uuid)),
    cards: new Map(
      [...snapshot.cards].map(([id, card]) => [id, ours.has(id) ? { ...card, usedMib: null } : card]),
    ),
  };
}

async function isRun(pid: number): Promise<boolean> {
  const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
  return /(?:^|\0)TRAINYARD_RUN_ID=/.test(environment);
}
