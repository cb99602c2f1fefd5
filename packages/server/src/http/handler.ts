import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { Route, routes } from '@trainyard/core';
import type { z } from 'zod';
import type { Caller } from './auth.ts';

type PathParams<P extends string> = P extends `${string}{${infer Name}}${infer Rest}`
  ? { readonly [K in Name]: string } & PathParams<Rest>
  : unknown;

type QueryOf<R extends Route> = R extends { query: infer Q extends z.ZodObject } ? z.infer<Q> : undefined;

type BodyOf<R extends Route> = R['body'] extends { kind: 'json'; schema: infer S extends z.ZodType }
  ? z.infer<S>
  : undefined;

/** Bytes or text to send instead of JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable | Buffer | string | null;
}

type AnswerOf<R extends Route> = R['success'] extends { kind: 'json'; schema: infer S extends z.ZodType }
  ? z.input<S> | Answer
  : Answer;

/** What a handler gets: everything already parsed and checked against the route. */
export interface HandlerRequest<R extends Route = Route> {
  readonly params: PathParams<R['path']>;
  readonly query: QueryOf<R>;
  readonly body: BodyOf<R>;
  /** Present on routes with `access: 'account'`. */
  readonly account: R['access'] extends 'account' ? Caller : undefined;
  /** The bearer token of routes with `access: 'run'`. */
  readonly runToken: R['access'] extends 'run' ? string : undefined;
  /**
   * The id for what a request with an `Idempotency-Key` makes; null without a key. An object that has it was
   * made by a former attempt at this very request, which was cut off.
   */
  readonly objectId: string | null;
  readonly headers: IncomingHttpHeaders;
  readonly requestId: string;
  /** The request itself, for bodies that are streamed (multipart and bytes). */
  readonly raw: IncomingMessage;
  /** Aborted when the client goes away or the server closes. */
  readonly signal: AbortSignal;
}

/** Translates between HTTP and a service, nothing else. */
export type Handler<R extends Route = Route> = (request: HandlerRequest<R>) => Promise<AnswerOf<R>>;

type Routes = typeof routes;

/** One handler for each of the named routes. */
export type Handlers<Id extends keyof Routes> = { readonly [K in Id]: Handler<Routes[K]> };
