import { existsSync } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/*
 * The cache that the Hugging Face libraries keep: below `models--OWNER--NAME`, `blobs` holds the bytes by their
 * hash, `snapshots/COMMIT` links to them by file name, and `refs/main` names the newest commit.
 */

/** A repository in the cache. */
export interface CachedRepository {
  /** `owner/name`. */
  readonly repository: string;
  readonly sizeBytes: number;
  /** False where only parts of files are there. */
  readonly isUsable: boolean;
}

/** Where models are cached: below MODEL_CACHE, else where the Hugging Face libraries would keep them. */
export function hubCacheFolder(
  modelCache: string | null,
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  if (modelCache !== null) return join(modelCache, 'hub');
  const { HF_HUB_CACHE, HF_HOME, XDG_CACHE_HOME, HOME } = environment;
  if (HF_HUB_CACHE) return HF_HUB_CACHE;
  if (HF_HOME) return join(HF_HOME, 'hub');
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'huggingface', 'hub');
  return HOME ? join(HOME, '.cache', 'huggingface', 'hub') : null;
}

/** What tells the Hugging Face libraries of a run where its installation caches models. */
export function modelCacheVariables(modelCache: string | null): Readonly<Record<string, string>> {
  return modelCache === null ? {} : { HF_HOME: modelCache, HF_HUB_CACHE: join(modelCache, 'hub') };
}

/** True for `owner/name` as the hub writes it; anything else could lead out of the cache. */
export function isRepositoryName(text: string): boolean {
  return /^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9][\w.-]{0,95}$/.test(text) && !text.includes('--');
}

/** The folder of a repository in a cache. The name must be one of a repository. */
export function repositoryFolder(cache: string, repository: string): string {
  if (!isRepositoryName(repository)) throw new Error(`"${repository}" is no repository such as owner/name.`);
  return join(cache, `models--${repository.replace('/', '--')}`);
}

/** Whether some commit of a repository lies in a cache. */
export async function isCached(cache: string, repository: string): Promise<boolean> {
  const folder = join(repositoryFolder(cache, repository), 'snapshots');
  const commits = await readdir(folder).catch(() => []);
  for (const commit of commits) {
    if ((await readdir(join(folder, commit)).catch(() => [])).length > 0) return true;
  }
  return false;
}

/** Every repository in a cache, by name; none where there is no cache. */
export async function listCached(cache: string): Promise<readonly CachedRepository[]> {
  const folders = await readdir(cache).catch(() => []);
  const repositories = folders.flatMap((folder) => {
    const [, owner, name] = /^models--(.+?)--(.+)$/.exec(folder) ?? [];
    const repository = `${owner}/${name}`;
    return owner !== undefined && name !== undefined && isRepositoryName(repository) ? [repository] : [];
  });
  return Promise.all(
    repositories.toSorted().map(async (repository) => {
      const blobs = join(repositoryFolder(cache, repository), 'blobs');
      const files = await readdir(blobs).catch(() => []);
      const sizes = await Promise.all(
        files.map(async (file) => (await lstat(join(blobs, file)).catch(() => ({ size: 0 }))).size),
      );
      return {
        repository,
        sizeBytes: sizes.reduce((sum, size) => sum + size, 0),
        isUsable: await isCached(cache, repository),
      };
    }),
  );
}

/** Removes a repository from a cache; false where it is not there. */
export async function removeCached(cache: string, repository: string): Promise<boolean> {
  const folder = repositoryFolder(cache, repository);
  if (!existsSync(folder)) return false;
  await rm(folder, { recursive: true, force: true });
  return true;
}
