import type { ModelArch, RepositoryRole } from './model.ts';
import { repositoryOf } from './repositories.ts';

/** A repository that a run fetches from Hugging Face unless it is at hand. */
export interface LoadedRepository {
  /** `owner/name`. */
  readonly repository: string;
  readonly role: RepositoryRole;
  /** The key below `model` that names it (dotted), or null when the architecture pulls it in by itself. */
  readonly key: string | null;
}

const namingKeys: readonly (readonly [key: string, role: RepositoryRole])[] = [
  ['name_or_path', 'model'],
  ['extras_name_or_path', 'extras'],
  ['te_name_or_path', 'text_encoder'],
  ['vae_path', 'vae'],
  ['unet_path', 'model'],
  ['refiner_name_or_path', 'model'],
  ['lora_path', 'assistant_lora'],
  ['assistant_lora_path', 'assistant_lora'],
  ['inference_lora_path', 'assistant_lora'],
  ['unconditional_lora_path', 'unconditional_lora'],
  ['accuracy_recovery_adapter', 'assistant_lora'],
  ['qtype', 'assistant_lora'],
];

/**
 * The repositories that a run of `model` with this `model` block loads: those that its keys name, also inside
 * `model_kwargs` and `model_paths`, and those that the architecture pulls in by default. Local paths are not
 * among them. A repository is listed once for every key that names it.
 */
export function loadedRepositories(
  model: ModelArch | null,
  block: Readonly<Record<string, unknown>>,
): LoadedRepository[] {
  const loaded: LoadedRepository[] = [];
  for (const [key, role] of namingKeys) {
    const value = block[key];
    // A quantization type names a repository only after a bar.
    if (typeof value !== 'string' || (key === 'qtype' && !value.includes('|'))) continue;
    const repository = repositoryOf(value);
    if (repository !== null) loaded.push({ repository, role, key });
  }
  for (const map of ['model_kwargs', 'model_paths']) {
    for (const [name, value] of Object.entries(asMap(block[map]))) {
      const repository = typeof value === 'string' && namesPath(map, name) ? repositoryOf(value) : null;
      if (repository !== null) loaded.push({ repository, role: 'extras', key: `${map}.${name}` });
    }
  }
  const named = block['name_or_path'];
  const isSingleFile = typeof named === 'string' && named.endsWith('.safetensors');
  for (const { role, repository, replacedBy, onlyForSingleFile } of model?.repositories ?? []) {
    if (onlyForSingleFile === true && !isSingleFile) continue;
    if (!replacedBy.some((key) => isGiven(block, key))) loaded.push({ repository, role, key: null });
  }
  return loaded;
}

function namesPath(map: string, name: string): boolean {
  return map === 'model_paths' || name.endsWith('_path');
}

function isGiven(block: Readonly<Record<string, unknown>>, key: string): boolean {
  let value: unknown = block;
  for (const part of key.split('.')) value = asMap(value)[part];
  return typeof value === 'string' && value !== '';
}

function asMap(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
