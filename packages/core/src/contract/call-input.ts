import type { z } from 'zod';
import type { ServerSentEvent } from './event-stream.ts';
import type { UploadFile } from './multipart.ts';
import type { requestSchemas } from './requests.ts';
import type { Route } from './route.ts';
import type { ByteSource, ByteStream, CancelSignal } from './web-types.ts';

/** The names of the parameters in a path: `'dataset_id'` for `/datasets/{dataset_id}/status`. */
export type PathParameterNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathParameterNames<Rest>
  : never;

/** The JSON body that a caller of a route writes. */
export type JsonBodyOf<R extends Route> = R['id'] extends keyof typeof requestSchemas
  ? z.input<(typeof requestSchemas)[R['id']]>
  : R['body'] extends { readonly kind: 'json'; readonly schema: infer S extends z.ZodType }
    ? z.input<S>
    : never;

type ParamsPart<R extends Route> = [PathParameterNames<R['path']>] extends [never]
  ? unknown
  : { readonly params: Readonly<Record<PathParameterNames<R['path']>, string>> };

/** A query as a caller writes it: values after the server's conversion, such as a number for `limit`. */
type QueryPart<R extends Route> = R extends { readonly query: infer Q extends z.ZodObject }
  ? { readonly query?: z.output<Q> }
  : unknown;

type BodyPart<R extends Route> = R['body'] extends { readonly kind: 'json'; readonly optional: true }
  ? { readonly body?: JsonBodyOf<R> }
  : R['body'] extends { readonly kind: 'json' }
    ? { readonly body: JsonBodyOf<R> }
    : R['body'] extends { readonly kind: 'multipart' }
      ? { readonly file: UploadFile }
      : R['body'] extends { readonly kind: 'bytes' }
        ? { readonly body: ByteSource; readonly sizeBytes?: number }
        : unknown;

type IdempotencyPart<R extends Route> = R extends { readonly idempotent: true }
  ? { readonly idempotencyKey?: string }
  : unknown;

type ReadingPart<R extends Route> = R['success'] extends { readonly kind: 'events' }
  ? { readonly lastEventId?: string }
  : R['success'] extends { readonly kind: 'bytes' }
    ? { readonly fromByte?: number }
    : unknown;

/** Everything a caller of a route can say. */
export type CallInput<R extends Route> = { readonly signal?: CancelSignal } & ParamsPart<R> &
  QueryPart<R> &
  BodyPart<R> &
  IdempotencyPart<R> &
  ReadingPart<R>;

/** Bytes that a call answers, to be read piece by piece. */
export interface BytesAnswer {
  /** Null for an empty answer. */
  readonly body: ByteStream | null;
  /** True where the answer is the part that `fromByte` asked for. */
  readonly partial: boolean;
  /** Size of this answer, where the server said it. */
  readonly sizeBytes: number | null;
  readonly contentType: string | null;
}

/** What a call of a route gives when it succeeds. */
export type CallAnswer<R extends Route> = R['success'] extends {
  readonly kind: 'json';
  readonly schema: infer S extends z.ZodType;
}
  ? z.output<S>
  : R['success'] extends { readonly kind: 'text' | 'html' }
    ? string
    : R['success'] extends { readonly kind: 'events' }
      ? AsyncGenerator<ServerSentEvent, void>
      : R['success'] extends { readonly kind: 'bytes' }
        ? BytesAnswer
        : undefined;
