import { AsyncLocalStorage } from 'node:async_hooks';

/** Knows the origin of absolute URLs: the configured one, else the one that the client itself used. */
export interface Origin {
  /** Runs `answer` for a request with this Host header. */
  with<T>(host: string | undefined, answer: (origin: string) => T): T;
  /** The origin for URLs in the answer being made. */
  current(): string;
}

const hostPattern = /^[A-Za-z0-9.-]+(:\d+)?$|^\[[0-9A-Fa-f:.]+\](:\d+)?$/;

/**
 * Without PUBLIC_URL a server cannot know how its clients reach it, so it answers with the host they named:
 * links then work from the same machine, the local network and the agent alike.
 */
export function createOrigin(options: { publicUrl: string | null; listening: () => string }): Origin {
  const hosts = new AsyncLocalStorage<string>();
  const current = () => options.publicUrl ?? hosts.getStore() ?? options.listening();
  return {
    with(host, answer) {
      const named = host !== undefined && hostPattern.test(host) ? `http://${host}` : options.listening();
      return hosts.run(named, () => answer(current()));
    },
    current,
  };
}
