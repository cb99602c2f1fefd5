import type { z } from 'zod';
import type { ErrorCode } from '../errors/catalogue.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Who may call: an account by its bearer token or the cookie of a session, a run's own token, a signed link, or anybody. */
export type Access = 'account' | 'run' | 'signed' | 'open';

/** Most bytes of a JSON body that names a few things. */
export const usualJsonBytes = 100_000;
/** Room for a long config, the names and sizes of tens of thousands of files, or what a run has to report. */
export const longJsonBytes = 8_000_000;

/** What a request carries besides path and query. */
export type RequestBody =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'json';
      readonly schema: z.ZodType;
      readonly optional?: boolean;
      /** How long it may be; `usualJsonBytes` if left out. */
      readonly maxBytes?: number;
    }
  | { readonly kind: 'multipart' }
  | { readonly kind: 'bytes' };

/** What a successful answer carries. */
export type Success =
  | { readonly kind: 'json'; readonly status: 200 | 201; readonly schema: z.ZodType }
  | { readonly kind: 'text' | 'html' | 'events' | 'bytes'; readonly status: 200 }
  | { readonly kind: 'none'; readonly status: 204 };

/** One call of the API as data: registration, validation, OpenAPI, the client and tests come from it. */
export interface Route {
  /** Verb and noun in camel case, unique: the OpenAPI operation id and the client's method. */
  readonly id: string;
  readonly method: Method;
  /** With parameters in braces: `/prod/v1/trainers/datasets/{dataset_id}/status`. */
  readonly path: string;
  readonly summary: string;
  readonly tag:
    | 'Datasets'
    | 'Training jobs'
    | 'Queue and GPUs'
    | 'Session'
    | 'Tokens'
    | 'Secrets'
    | 'Webhooks'
    | 'Links'
    | 'Runs'
    | 'System';
  readonly access: Access;
  readonly query?: z.ZodObject;
  readonly body: RequestBody;
  readonly success: Success;
  /** Every catalogue code that this call can give. */
  readonly errors: readonly ErrorCode[];
  /** Refusals outside the catalogue that follow from what the call does, not from its shape. */
  readonly otherRefusals?: readonly (readonly [status: number, sentence: string])[];
  /** POSTs that create: an `Idempotency-Key` header is honoured. */
  readonly idempotent?: boolean;
}

/** Keeps the literal types of a route, so that the client and handlers are typed from it. */
export function defineRoute<const R extends Route>(route: R): R {
  return route;
}
