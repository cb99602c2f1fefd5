import {
  type Captioner,
  captionerOfProcess,
  type Finding,
  findModel,
  loadedRepositories,
} from '@trainyard/core';
import type { Settings } from '../config/settings.ts';
import { requestFinding } from '../jobs/finding-order.ts';
import { hubEndpoint } from './hub.ts';
import { hubCacheFolder, isCached, isRepositoryName } from './hub-cache.ts';
import { modelRefusal } from './model-access.ts';

/** Finds the models of a resolved config that the hub refuses to a token. */
export type RefusedModels = (
  config: Readonly<Record<string, unknown>>,
  token: string | null,
) => Promise<readonly Finding[]>;

/** All questions together take no longer; a hub that has not answered by then has refused nothing. */
const timeoutMs = 3_000;

/**
 * Asks the hub once for each repository that a config loads and that is not cached, so that a gated or missing model
 * is told before there is a GPU. Says nothing offline; null for the built-in trainer, which fetches nothing.
 */
export function createRefusedModels(
  settings: Pick<Settings, 'trainer' | 'modelCache'>,
  environment: Readonly<Record<string, string | undefined>>,
): RefusedModels | null {
  if (settings.trainer === 'builtin') return null;
  const cache = hubCacheFolder(settings.modelCache, environment);
  return async (config, token) => {
    if (/^(?:1|true|yes|on)$/i.test(environment['HF_HUB_OFFLINE'] ?? '')) return [];
    const process = asMap(asMap(asMap(config['config'])['process'])['0']);
    const captioner = captionerOfProcess(process['type']);
    const block = asMap(process['model']);
    const arch = typeof block['arch'] === 'string' ? block['arch'] : null;
    const model = captioner === undefined ? (findModel(arch)?.model ?? null) : null;
    const all =
      captioner === undefined ? loadedRepositories(model, block) : captionRepositories(captioner, process);
    const loaded = new Map(
      all.filter(({ repository }) => isRepositoryName(repository)).map((each) => [each.repository, each.key]),
    );
    const hub = {
      endpoint: hubEndpoint(environment),
      token,
      fetch: globalThis.fetch,
      signal: AbortSignal.timeout(timeoutMs),
    };
    const findings = await Promise.all(
      [...loaded].map(async ([repository, key]): Promise<Finding[]> => {
        if (cache !== null && (await isCached(cache, repository))) return [];
        const refusal = await modelRefusal(hub, repository);
        if (refusal === null) return [];
        const isFlux = refusal.reason === 'gated' && model?.family.startsWith('FLUX') === true;
        const path = captioner === undefined ? modelPath(key) : 'model';
        const fix =
          refusal.reason === 'gated'
            ? 'Accept the licence on Hugging Face, and store a token of that account as the secret HF_TOKEN.'
            : 'See that the name is right; for a private repository store a token that may read it as the secret HF_TOKEN.';
        return [requestFinding(isFlux ? 42257 : 42299, path, refusal.message, fix)];
      }),
    );
    return findings.flat();
  };
}

function modelPath(key: string | null): string {
  return key === null ? 'config.process[0].model' : `config.process[0].model.${key}`;
}

/** What a captioner fetches; a folder is no repository, and is left out by who asks. */
function captionRepositories(captioner: Captioner, process: Readonly<Record<string, unknown>>) {
  const name = asMap(process['caption'])['model_name_or_path'];
  const model = typeof name === 'string' ? name : '';
  return [model, ...(captioner.companions[model] ?? [])].map((repository) => ({ repository, key: null }));
}

/** Objects and lists by key. */
function asMap(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
