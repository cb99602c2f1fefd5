import { type ListedGpu, listGpus } from './gpu-listing.ts';

/**
 * Says in a sentence which GPUs there are and how many cannot be handed out; names no other program, since
 * anybody may ask. Throws where the driver does not answer or lists none of them any more.
 */
export async function checkGpus(options: Parameters<typeof listGpus>[0]): Promise<string> {
  const gpus = await listGpus(options);
  if (gpus.length > 0 && gpus.every(({ state }) => state === 'gone')) {
    throw new Error('The driver lists none of the GPUs that were found at the start. Look at nvidia-smi.');
  }
  const types = [...new Set(gpus.map(({ type }) => type))];
  return types.map((type) => `${type}: ${describe(gpus.filter((gpu) => gpu.type === type))}`).join('; ');
}

function describe(gpus: readonly ListedGpu[]): string {
  const count = (state: ListedGpu['state']) => gpus.filter((gpu) => gpu.state === state).length;
  const parts = [
    [count('leased'), 'training'],
    [count('foreign'), 'held by other programs'],
    [count('gone'), 'gone'],
  ] as const;
  const special = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return [String(gpus.length), ...special].join(', ');
}
