import type { Facts } from './facts.ts';
import type { JobView } from './job-view.ts';
import { loadedRepositories } from './models/loaded-repositories.ts';
import { type Gate, repositoryFacts } from './models/repositories.ts';
import type { ConfigPath } from './path.ts';
import { findToken } from './secrets.ts';

/** A gated repository that a run fetches. */
export interface GatedRepository {
  readonly repository: string;
  /** Where it is named, or the architecture that pulls it in. */
  readonly at: ConfigPath;
  /** No key names it. */
  readonly byDefault: boolean;
}

/** The repositories of one kind of gate that a job loads, each once. */
export function gatedRepositories(job: JobView, gate: Gate): readonly GatedRepository[] {
  const block = Object.fromEntries(job.model.keys.map((key) => [key, job.model.get(key)]));
  const found = new Map<string, GatedRepository>();
  for (const { repository, key } of loadedRepositories(job.match?.model ?? null, block)) {
    const known = repositoryFacts(repository);
    if (known?.gate !== gate || found.has(known.repository)) continue;
    const at = key === null ? job.model.at('arch') : [...job.model.path, ...key.split('.')];
    found.set(known.repository, { repository: known.repository, at, byDefault: key === null });
  }
  return [...found.values()];
}

/** Whether a run will have a Hugging Face token: the account's, the installation's or one in the config. */
export function tokenIsKnown(job: JobView, facts: Facts): boolean {
  if (facts.account.hfToken || facts.installation.hfToken) return true;
  return job.root.keys.some((key) => findToken({ [key]: job.root.get(key) }) !== null);
}
