import { HttpError } from '@trainyard/core';

/** How often it is asked whether who opened a stream is still let in. */
const everyMs = 2_000;

/**
 * Ends an answer without an end once the token or the session that asked for it is no longer let in; looks until
 * `signal` aborts. A check that fails for another reason, such as a database that is away, decides nothing.
 */
export function watchAccess(options: {
  /** Throws 401 where the request would be refused now. */
  readonly authenticate: () => Promise<unknown>;
  readonly signal: AbortSignal;
  readonly end: () => void;
}): void {
  const { authenticate, signal, end } = options;
  const look = async () => {
    const isRefused = await authenticate().then(
      () => false,
      (error: unknown) => error instanceof HttpError && error.status === 401,
    );
    if (signal.aborted) return;
    if (isRefused) end();
    else lookLater();
  };
  let timer: NodeJS.Timeout | undefined;
  const lookLater = () => {
    timer = setTimeout(() => void look(), everyMs);
  };
  lookLater();
  signal.addEventListener('abort', () => clearTimeout(timer));
}
