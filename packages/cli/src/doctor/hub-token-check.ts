import type { Settings } from '@trainyard/server/settings';
import type { Io } from '../io.ts';

const timeoutMs = 4_000;

/** Says whose Hugging Face token the installation has. Throws where the hub does not know the token. */
export async function checkHubToken({ hfToken }: Settings, io: Io): Promise<string> {
  if (hfToken === null) {
    return 'none: models whose licence must be accepted (such as FLUX.1-dev) are fetched only for accounts that store one of their own, or with HF_TOKEN set';
  }
  if (io.env['HF_HUB_OFFLINE'] === '1') return 'set; not asked about, since HF_HUB_OFFLINE is 1';
  const hub = (io.env['HF_ENDPOINT'] || 'https://huggingface.co').replace(/\/+$/, '');
  const response = await io
    .fetch(`${hub}/api/whoami-v2`, {
      headers: { authorization: `Bearer ${hfToken}` },
      signal: AbortSignal.timeout(timeoutMs),
    })
    .catch(() => null);
  if (response === null) return `set; ${hub} could not be reached to ask whose it is`;
  if (response.status === 401) {
    throw new Error(
      `${hub} does not know the token of HF_TOKEN. Make a new one there, and set HF_TOKEN to it.`,
    );
  }
  const answer: unknown = await response
    .text()
    .then(JSON.parse)
    .catch(() => null);
  const name = typeof answer === 'object' && answer !== null && 'name' in answer ? answer.name : null;
  return typeof name === 'string' ? `of ${name}` : 'set';
}
