import { type LookupAddress, lookup } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { hostOf, isRefusedAddress } from './refused-addresses.ts';

/** What came of one attempt: a status, or the reason why there is none. */
export interface AttemptResult {
  readonly status: number | null;
  readonly error: string | null;
  /** The beginning of the answer's body. */
  readonly answer: string | null;
}

const answerBytes = 2000;

/**
 * Posts a body to a URL and waits at most `timeoutMs` for the whole of it. Follows no redirect, keeps no
 * connection, and connects to no refused address, whatever name it has. Never throws.
 */
export function postMessage(
  url: string,
  {
    headers,
    body,
    timeoutMs,
    signal,
    resolve: resolveName = lookup,
  }: {
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly timeoutMs: number;
    /** Gives the attempt up. */
    readonly signal: AbortSignal;
    /** Finds the addresses of a name; the resolver of this machine if left out. */
    readonly resolve?: typeof lookup;
  },
): Promise<AttemptResult> {
  const target = new URL(url);
  if (isRefusedAddress(hostOf(target))) return Promise.resolve(failed(refusal(hostOf(target))));
  return new Promise((resolve) => {
    const send = target.protocol === 'https:' ? requestHttps : requestHttp;
    const bytes = Buffer.from(body);
    const request = send(target, {
      method: 'POST',
      agent: false,
      lookup: lookupAllowed(resolveName),
      headers: {
        ...headers,
        'content-type': 'application/json',
        'content-length': bytes.length,
        'user-agent': 'Trainyard-Webhooks',
      },
    });
    const settle = (result: AttemptResult) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      request.destroy();
      resolve(result);
    };
    const stop = () => settle(failed('The server was shut down during the attempt.'));
    const timer = setTimeout(
      () => settle(failed(`No answer came within ${timeoutMs / 1000} seconds.`)),
      timeoutMs,
    );
    signal.addEventListener('abort', stop);
    request.on('error', (error: NodeJS.ErrnoException) => settle(failed(reasonOf(error))));
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const finish = () => {
        const beginning = Buffer.concat(chunks).subarray(0, answerBytes);
        settle({ status: response.statusCode ?? null, error: null, answer: textOf(beginning) });
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size >= answerBytes) finish();
      });
      response.on('end', finish);
      response.on('error', finish);
    });
    if (signal.aborted) stop();
    else request.end(bytes);
  });
}

/** Resolves a name, and refuses it as soon as one of its addresses is refused. */
function lookupAllowed(resolveName: typeof lookup): LookupFunction {
  return (hostname, options, done) => {
    resolveName(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error !== null) return done(error, '');
      const bad = addresses.find(({ address }) => isRefusedAddress(address));
      if (bad !== undefined) return done(new Error(refusal(bad.address)), '');
      const [first] = addresses;
      if (options.all === true) return done(null, addresses);
      return done(null, first?.address ?? '', first?.family);
    });
  };
}

function refusal(address: string): string {
  return `${address} is a link-local address or one of a cloud’s metadata, to which nothing is sent.`;
}

function failed(error: string): AttemptResult {
  return { status: null, error, answer: null };
}

function reasonOf(error: NodeJS.ErrnoException): string {
  // Of several addresses that were tried, each has an error of its own, and the whole has no words.
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  return first instanceof Error && first.message !== ''
    ? first.message
    : (error.code ?? 'The request failed.');
}

/** Text that every database can hold. */
function textOf(bytes: Buffer): string {
  return bytes.toString('utf8').replaceAll('\0', '\u{fffd}');
}
