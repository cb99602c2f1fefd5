import { HttpError } from '../errors/api-error.ts';
import type { BytesAnswer, CallAnswer, CallInput } from './call-input.ts';
import { ConnectionError, readFailure } from './client-error.ts';
import { readEvents } from './event-stream.ts';
import { encodeMultipart, type UploadFile } from './multipart.ts';
import { type BodyInit, encodeBytes } from './raw-bytes.ts';
import type { Route } from './route.ts';
import { routes } from './routes.ts';
import { requestMarkHeader } from './session-marks.ts';
import {
  type ByteSource,
  type CancelSignal,
  type Fetch,
  type FetchResponse,
  type FormLike,
  isBlob,
} from './web-types.ts';

export interface ClientOptions {
  /** Such as `http://127.0.0.1:8700`; a path is kept in front of every route's, a slash at the end is not. */
  readonly baseUrl: string;
  /**
   * Sent only on calls that need one. Null for a client of open calls, and in a browser that has signed in: its
   * cookie stands for the token, and calls carry the mark that goes with it.
   */
  readonly token: string | null;
  readonly fetch: Fetch;
  /** New text at each call, such as a UUID: it separates the parts of an upload. */
  readonly randomId: () => string;
  /**
   * Makes an empty FormData. In a browser, where a request body cannot be streamed, Files are uploaded
   * through it; without it every upload is streamed.
   */
  readonly createForm?: () => FormLike;
}

type Call<R extends Route> =
  Record<never, never> extends CallInput<R>
    ? (input?: CallInput<R>) => Promise<CallAnswer<R>>
    : (input: CallInput<R>) => Promise<CallAnswer<R>>;

/**
 * One method for each route, named by its id. A method rejects with `ApiError` or `HttpError` when the server
 * refuses, with `ConnectionError` when no answer came, and with the signal's own error when it was aborted.
 */
export type Client = { readonly [Id in keyof typeof routes]: Call<(typeof routes)[Id]> };

/** What any call can hold, as the types above have already checked it. */
interface AnyInput {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly file?: UploadFile;
  readonly sizeBytes?: number;
  readonly idempotencyKey?: string;
  readonly lastEventId?: string;
  readonly fromByte?: number;
  readonly signal?: CancelSignal;
}

/** A client of the whole API, made from its routes. */
export function createClient(options: ClientOptions): Client {
  const calls = Object.values(routes).map((route: Route) => [
    route.id,
    (input: AnyInput = {}) => call(route, input, options),
  ]);
  return Object.fromEntries(calls) as Client;
}

/** The address of a call: parameters percent-encoded, query values left out where undefined. */
export function urlOf(route: Route, baseUrl: string, input: Pick<AnyInput, 'params' | 'query'>): string {
  const path = route.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
    const value = input.params?.[name];
    if (value === undefined || value === '' || value === '.' || value === '..') {
      throw new TypeError(`${route.id} needs the parameter ${name}, and "${value ?? ''}" cannot be one.`);
    }
    return encodeURIComponent(value);
  });
  const query = Object.entries(input.query ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
    .join('&');
  return `${baseUrl.replace(/\/+$/, '')}${path}${query === '' ? '' : `?${query}`}`;
}

async function call(route: Route, input: AnyInput, options: ClientOptions): Promise<unknown> {
  const url = urlOf(route, options.baseUrl, input);
  const { headers: bodyHeaders, ...body } = bodyOf(route, input, options);
  const headers = { ...headersOf(route, input, options.token), ...bodyHeaders };
  const signal = input.signal === undefined ? {} : { signal: input.signal };
  const isWhole = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (cause) {
      if (input.signal?.aborted) throw cause;
      throw new ConnectionError(url, { cause });
    }
  };
  const { fetch } = options;
  const response = await isWhole(fetch(url, { method: route.method, headers, ...body, ...signal }));
  if (response.status < 200 || response.status > 299) throw await isWhole(readFailure(response));
  switch (route.success.kind) {
    case 'json':
      return parseAnswer(await isWhole(response.text()), response.status);
    case 'text':
    case 'html':
      return isWhole(response.text());
    case 'events':
      if (response.body === null) throw new ConnectionError(url);
      return readEvents(response.body);
    case 'bytes':
      return bytesAnswer(response);
    case 'none':
      // The connection is free for the next call only once the answer was read.
      await isWhole(response.text());
      return undefined;
  }
}

function headersOf(route: Route, input: AnyInput, token: string | null): Record<string, string> {
  const headers: Record<string, string> = {};
  const needsToken = route.access === 'account' || route.access === 'run';
  if (needsToken && token !== null) headers['authorization'] = `Bearer ${token}`;
  if (route.access === 'account' && token === null) headers[requestMarkHeader] = '1';
  if (input.idempotencyKey !== undefined) headers['idempotency-key'] = input.idempotencyKey;
  if (input.lastEventId !== undefined) headers['last-event-id'] = input.lastEventId;
  if (input.fromByte !== undefined) headers['range'] = `bytes=${input.fromByte}-`;
  return headers;
}

function bodyOf(route: Route, input: AnyInput, options: ClientOptions): BodyInit {
  switch (route.body.kind) {
    case 'none':
      return { headers: {} };
    case 'json':
      if (input.body === undefined && route.body.optional) return { headers: {} };
      return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(input.body) };
    case 'multipart':
      return input.file === undefined ? { headers: {} } : formOf(input.file, options);
    case 'bytes':
      return encodeBytes(input.body as ByteSource, input.sizeBytes);
  }
}

function formOf(file: UploadFile, options: ClientOptions): BodyInit {
  if (options.createForm !== undefined && isBlob(file.body)) {
    const form = options.createForm();
    // A real Blob where a real FormData is; only their shapes are known here.
    form.append('file', file.body as never, file.filename);
    return { headers: {}, body: form };
  }
  const { contentType, sizeBytes, pieces } = encodeMultipart(file, `trainyard-${options.randomId()}`);
  const length = sizeBytes === null ? {} : { 'content-length': String(sizeBytes) };
  return { headers: { 'content-type': contentType, ...length }, body: pieces, duplex: 'half' };
}

function parseAnswer(text: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HttpError(status, `The server answered ${status} with something that is not JSON.`, { cause });
  }
}

function bytesAnswer(response: FetchResponse): BytesAnswer {
  const length = response.headers.get('content-length');
  return {
    body: response.body,
    partial: response.status === 206,
    sizeBytes: length === null ? null : Number(length),
    contentType: response.headers.get('content-type'),
  };
}
