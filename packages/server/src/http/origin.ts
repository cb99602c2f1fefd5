import { AsyncLocalStorage } from 'node:async_hooks';

/** Knows the origin of absolute URLs: the configured one, else the one that the client itself used. */
export interface Origin {
  /** Runs `answer` for a request with this Host header. */
  with<T>(host: string | undefined, answer: (origin: string) => T): T;
  /** The same for an agent, whose links lead the way that it came: PUBLIC_URL may be a proxy it cannot reach. */
  withAgent<T>(host: string | undefined, answer: () => T): T;
  /** The origin for URLs in the answer being made. */
  current(): string;
}

const hostPattern = /^[A-Za-z0-9.-]+(:\d+)?$|^\[[0-9A-Fa-f:.]+\](:\d+)?$/;

/**
 * Without PUBLIC_URL a server cannot know how its clients reach it, so it answers with the host they named:
 * links then work from the same machine, the local network and the agent alike.
 */
export function createOrigin(options: { publicUrl: string | null; listening: () => string }): Origin {
  const origins = new AsyncLocalStorage<string>();
  const current = () => origins.getStore() ?? options.publicUrl ?? options.listening();
  const named = (host: string | undefined) =>
    host !== undefined && hostPattern.test(host) ? `http://${host}` : options.listening();
  return {
    with: (host, answer) => origins.run(options.publicUrl ?? named(host), () => answer(current())),
    withAgent: (host, answer) => origins.run(named(host), answer),
    current,
  };
}
