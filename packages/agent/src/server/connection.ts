import { readFileSync } from 'node:fs';
import { Agent, request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { UnavailableError } from './failure.ts';

const defaultIdleTimeoutMs = 30_000;

/** One HTTP request; a stream as body must have its length among the headers. */
interface OutgoingRequest {
  method: 'GET' | 'POST' | 'PUT';
  url: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Readable;
  signal?: AbortSignal | undefined;
  /** Longest silence on the connection before the request counts as failed; 30 seconds unless given. */
  idleTimeoutMs?: number;
}

/** Keep-alive HTTP towards one server and the stores that its links lead to. */
export interface Connection {
  /** The full address of a path of the server, at the place where the server was last known to be. */
  serverAddress(path: string): string;
  /** Sends a request. Throws UnavailableError where no answer came; any status is an answer. */
  send(request: OutgoingRequest): Promise<IncomingMessage>;
  close(): void;
}

/** Where the server is, as the agent was told. */
export interface ConnectionOptions {
  serverUrl: string;
  /** Read again after every failure, so that a server that came back elsewhere is found. */
  serverUrlFile: string | null;
}

/** Opens nothing yet; sockets are made by the first request and kept for the next. */
export function createConnection({ serverUrl, serverUrlFile }: ConnectionOptions): Connection {
  // Without a bound of sockets: a heartbeat never waits for the files under way.
  const plainAgent = new Agent({ keepAlive: true });
  let secure: Promise<{ request: typeof httpRequest; agent: Agent }> | null = null;
  const formerBases = new Set<string>();
  let base = withoutSlash(serverUrl);

  const lookUpServer = () => {
    if (serverUrlFile === null) return;
    const current = readAddress(serverUrlFile);
    if (current === null || current === base) return;
    formerBases.add(base);
    base = current;
  };
  lookUpServer();

  /** Links that the server made before it moved lead to where it is now: their signature does not cover the host. */
  const presentAddress = (url: string): string => {
    for (const former of formerBases) {
      if (former !== base && url.startsWith(`${former}/`)) return base + url.slice(former.length);
    }
    return url;
  };

  const secureClient = () => {
    // Loaded only where a link needs it: the start of the agent is measured in milliseconds.
    secure ??= import('node:https').then((https) => ({
      request: https.request,
      agent: new https.Agent({ keepAlive: true }),
    }));
    return secure;
  };

  const send = async (outgoing: OutgoingRequest): Promise<IncomingMessage> => {
    const url = presentAddress(outgoing.url);
    const client = url.startsWith('https:')
      ? await secureClient()
      : { request: httpRequest, agent: plainAgent };
    const { body, idleTimeoutMs = defaultIdleTimeoutMs } = outgoing;
    const headers: OutgoingHttpHeaders = { ...outgoing.headers };
    if (typeof body === 'string') headers['content-length'] = Buffer.byteLength(body);
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => {
        if (typeof body === 'object') body.destroy();
        lookUpServer();
        if (outgoing.signal?.aborted) reject(error);
        else
          reject(new UnavailableError(`${originOf(url)} did not answer: ${error.message}`, { cause: error }));
      };
      const request = client.request(
        url,
        {
          method: outgoing.method,
          agent: client.agent,
          headers,
          timeout: idleTimeoutMs,
          ...(outgoing.signal === undefined ? {} : { signal: outgoing.signal }),
        },
        (response) => {
          if ((response.statusCode ?? 0) >= 500) lookUpServer();
          // An answer before the whole body was sent is a refusal: the rest need not travel.
          response.once('end', () => {
            if (typeof body !== 'object' || request.writableFinished) return;
            body.destroy();
            request.destroy();
          });
          resolve(response);
        },
      );
      request.on('timeout', () => request.destroy(new Error(`no data for ${idleTimeoutMs / 1000} s`)));
      request.on('error', fail);
      if (typeof body === 'object') {
        body.on('error', (error) => request.destroy(error));
        body.pipe(request);
      } else {
        request.end(body);
      }
    });
  };

  return {
    serverAddress: (path) => base + path,
    send,
    close() {
      plainAgent.destroy();
      void secure?.then(({ agent }) => agent.destroy());
    },
  };
}

/** Reads a whole answer as text. Throws UnavailableError where the connection breaks or `maxBytes` are exceeded. */
export async function readText(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) throw new Error(`the answer is longer than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw new UnavailableError(`The answer broke off: ${(error as Error).message}`, { cause: error });
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readAddress(file: string): string | null {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return /^https?:\/\//.test(text) ? withoutSlash(text) : null;
  } catch {
    // The server writes the file when it listens; until then the known address stands.
    return null;
  }
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

function originOf(url: string): string {
  return /^https?:\/\/[^/?#]+/.exec(url)?.[0] ?? url;
}
