import type { Block } from './block.ts';
import type { Facts } from './facts.ts';
import type { JobView } from './job-view.ts';
import { loadedRepositories } from './models/loaded-repositories.ts';
import { type Gate, repositoryFacts, repositoryOf } from './models/repositories.ts';
import type { ConfigPath } from './path.ts';
import { findToken } from './secrets.ts';

/** A gated repository that a run fetches. */
export interface GatedRepository {
  readonly repository: string;
  /** Where it is named, or the architecture that pulls it in. */
  readonly at: ConfigPath;
  /** No key names it. */
  readonly byDefault: boolean;
  /** Nobody looked its gate up. */
  readonly assumed: boolean;
}

type Named = Omit<GatedRepository, 'assumed'>;

/** The repositories of one kind of gate that a job loads, each once. */
export function gatedRepositories(job: JobView, gate: Gate): readonly GatedRepository[] {
  const found = new Map<string, GatedRepository>();
  for (const loaded of [...ofModel(job), ...ofAdapters(job)]) {
    const known = repositoryFacts(loaded.repository);
    if (known?.gate !== gate || found.has(known.repository)) continue;
    found.set(known.repository, {
      ...loaded,
      repository: known.repository,
      assumed: known.evidence === 'assumed',
    });
  }
  return [...found.values()];
}

function ofModel(job: JobView): readonly Named[] {
  const block = Object.fromEntries(job.model.keys.map((key) => [key, job.model.get(key)]));
  return loadedRepositories(job.match?.model ?? null, block).map(({ repository, key }) => ({
    repository,
    at: key === null ? job.model.at('arch') : [...job.model.path, ...key.split('.')],
    byDefault: key === null,
  }));
}

/** Kinds of adapters that look at no picture, so that their image encoder is not loaded (toolkit/custom_adapter.py:321). */
const withoutImageEncoder = [
  'text_encoder',
  'llm_adapter',
  'single_value',
  'control_lora',
  'subpixel',
  'mean_flow',
];
/** Kinds that have a text encoder of their own (toolkit/custom_adapter.py:168-233). */
const withTextEncoder = ['text_encoder', 'llm_adapter'];

/** What adapters load; `network.pretrained_lora_path` is not here, as it is only looked for on disk. */
function ofAdapters(job: JobView): readonly Named[] {
  const adapter = job.process.child('adapter');
  const type = adapter.text('type') ?? 't2i';
  const keys: (readonly [Block, string])[] = [
    [adapter, 'name_or_path'],
    [job.train, 'adapter_assist_name_or_path'],
  ];
  if (!withoutImageEncoder.includes(type)) keys.push([adapter, 'image_encoder_path']);
  if (withTextEncoder.includes(type)) keys.push([adapter, 'text_encoder_path']);
  return keys.flatMap(([block, key]) => {
    const repository = repositoryOf(block.text(key) ?? '');
    return repository === null ? [] : [{ repository, at: block.at(key), byDefault: false }];
  });
}

/** Whether a run will have a Hugging Face token: the account's, the installation's or one in the config. */
export function tokenIsKnown(job: JobView, facts: Facts): boolean {
  if (facts.account.hfToken || facts.installation.hfToken) return true;
  return job.root.keys.some((key) => findToken({ [key]: job.root.get(key) }) !== null);
}
