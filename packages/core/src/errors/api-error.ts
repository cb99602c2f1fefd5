import type { Finding } from '../preflight/finding.ts';
import type { ErrorCode } from './catalogue.ts';
import { httpStatusOf } from './entry.ts';

/** A refusal or failure with a number of the catalogue; the only numbered error thrown on purpose. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  /** Every problem found, where a config was refused. */
  readonly findings: readonly Finding[];

  constructor(
    code: ErrorCode,
    message: string,
    options: { findings?: readonly Finding[]; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'ApiError';
    this.code = code;
    this.findings = options.findings ?? [];
  }

  get status(): number {
    return httpStatusOf(this.code);
  }
}

/** A refusal outside the catalogue (401, 404 of an unknown route, 413, 429 …): `error_code` is null. */
export class HttpError extends Error {
  readonly status: number;
  /** When it is worth trying again; null where that is not known. */
  readonly retryAfterSeconds: number | null;

  constructor(
    status: number,
    message: string,
    options: { cause?: unknown; retryAfterSeconds?: number } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'HttpError';
    this.status = status;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }
}
