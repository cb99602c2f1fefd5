import { askHub, type HubError, type HubOptions, refusalOf } from './hub.ts';

/** A file that need not be there: the hub says first whether the repository may be seen. */
const probe = 'model_index.json';

/**
 * Asks with one HEAD request whether a token may fetch a repository: null where it may, and where the hub does not say
 * within the time of `signal`. Only a clear refusal counts, so that a hub that is slow refuses nobody.
 */
export async function modelRefusal(options: HubOptions, repository: string): Promise<HubError | null> {
  try {
    const response = await askHub(options, `/${repository}/resolve/main/${probe}`, {
      method: 'HEAD',
      redirect: 'manual',
    });
    if (response.status < 400) return null;
    const code = response.headers.get('x-error-code');
    // A mirror without these codes, or a proxy that refuses, says nothing of the repository.
    return code === 'GatedRepo' || code === 'RepoNotFound' ? refusalOf(response, repository, options) : null;
  } catch {
    return null;
  }
}
