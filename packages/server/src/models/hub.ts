import { z } from 'zod';

/** How the hub is reached. */
export interface HubOptions {
  /** Such as `https://huggingface.co`, or a mirror. */
  readonly endpoint: string;
  readonly token: string | null;
  readonly fetch: typeof globalThis.fetch;
  readonly signal?: AbortSignal;
}

/** A file of a repository. */
export interface HubFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** What its bytes are called in the cache: the SHA-256 of a large file, the Git hash of a small one. */
  readonly hash: string;
}

/** What a repository holds at one commit. */
export interface HubRepository {
  readonly commit: string;
  readonly files: readonly HubFile[];
}

/** The hub said no, in words for a person. `reason` tells refusals from what may pass. */
export class HubError extends Error {
  readonly reason: 'gated' | 'missing' | 'token' | 'unreachable';

  constructor(reason: HubError['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'HubError';
    this.reason = reason;
  }
}

const modelSchema = z.object({
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: z.number().optional(),
      blobId: z.string().optional(),
      lfs: z.object({ sha256: z.string(), size: z.number() }).nullish(),
    }),
  ),
});

/** The hub of an environment: HF_ENDPOINT, else huggingface.co. */
export function hubEndpoint(environment: Readonly<Record<string, string | undefined>>): string {
  return (environment['HF_ENDPOINT'] || 'https://huggingface.co').replace(/\/+$/, '');
}

/** Lists a repository at its newest commit. Throws `HubError`. */
export async function readRepository(options: HubOptions, repository: string): Promise<HubRepository> {
  const response = await askHub(options, `/api/models/${repository}/revision/main?blobs=true`);
  if (!response.ok) throw refusalOf(response, repository, options);
  const parsed = modelSchema.safeParse(await response.json().catch(() => null));
  if (!parsed.success) {
    throw new HubError('unreachable', `${options.endpoint} does not answer as the hub does.`);
  }
  const { sha, siblings } = parsed.data;
  return {
    commit: sha,
    files: siblings.flatMap(({ rfilename, size, blobId, lfs }) => {
      const hash = lfs?.sha256 ?? blobId;
      const isPlain =
        !rfilename.startsWith('/') && !rfilename.split('/').some((part) => /^\.{0,2}$/.test(part));
      if (hash === undefined || !/^[0-9a-f]{40,64}$/.test(hash) || !isPlain) return [];
      return [{ path: rfilename, sizeBytes: lfs?.size ?? size ?? 0, hash }];
    }),
  };
}

/** One request to the hub. Throws `HubError` where it cannot be reached. */
export async function askHub(options: HubOptions, path: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await options.fetch(`${options.endpoint}${path}`, {
      ...init,
      headers: {
        ...(init.headers as Record<string, string> | undefined),
        ...(options.token !== null && { authorization: `Bearer ${options.token}` }),
      },
      ...(options.signal !== undefined && { signal: options.signal }),
    });
  } catch (error) {
    if (options.signal?.aborted === true) throw error;
    throw new HubError('unreachable', `${options.endpoint} cannot be reached.`, { cause: error });
  }
}

/** What an answer that is no success means. */
export function refusalOf(response: Response, repository: string, { endpoint, token }: HubOptions): HubError {
  const code = response.headers.get('x-error-code');
  const page = `${endpoint}/${repository}`;
  if (code === 'GatedRepo' || (response.status === 403 && code !== 'RepoNotFound')) {
    return new HubError(
      'gated',
      `${repository} is gated: accept its licence at ${page}${token === null ? ', and give a token of that account as HF_TOKEN' : ' with the account that the token in use belongs to'}.`,
    );
  }
  if (code === 'RepoNotFound' || (response.status === 404 && code !== 'EntryNotFound')) {
    return new HubError(
      'missing',
      `${repository} is not on ${endpoint}, or it is private and ${token === null ? 'no token is given' : 'the token may not see it'}.`,
    );
  }
  if (response.status === 401) {
    return new HubError(
      'token',
      `${endpoint} does not accept the token for ${repository}. Make a new one there.`,
    );
  }
  return new HubError('unreachable', `${endpoint} answered ${response.status} for ${repository}.`);
}
