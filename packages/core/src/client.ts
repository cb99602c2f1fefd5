/*
 * `@trainyard/core/client`: what a page in a browser needs to call the API, without preflight, so that the
 * page loads quickly.
 */
import { config } from 'zod';

export type { CallAnswer, CallInput, JsonBodyOf } from './contract/call-input.ts';
export { type Client, type ClientOptions, createClient, urlOf } from './contract/client.ts';
export { ConnectionError, errorBodyOf } from './contract/client-error.ts';
export type { ServerSentEvent } from './contract/event-stream.ts';
export type { UploadFile } from './contract/multipart.ts';
export { type RouteId, routes } from './contract/routes.ts';
export { requestMarkHeader } from './contract/session-marks.ts';
export { putToSignedLink, type SignedUploadOptions, type UploadTarget } from './contract/signed-upload.ts';
export type { Fetch } from './contract/web-types.ts';
export { datasetNameProblem } from './datasets/dataset-name.ts';
export { fileNameProblem } from './datasets/file-name.ts';
export { extensionOf, extensionsByKind, type FileKind, fileKindOf, stemOf } from './datasets/file-types.ts';
export { type DatasetStatus, datasetStatuses } from './datasets/state.ts';
export { directUploadMaxBytes } from './datasets/upload-limit.ts';
export { ApiError, HttpError } from './errors/api-error.ts';
export { type CatalogueEntry, findError } from './errors/catalogue.ts';
export type { ErrorBody } from './errors/error-body.ts';
export { areOneCheckpoint, entryOf } from './jobs/stage-files.ts';
export { isEnded, type JobStatus, jobStatuses, nextJobStatus } from './jobs/state.ts';
export type { Finding } from './preflight/finding.ts';
export type { RunPhase } from './runs/protocol.ts';

// Zod otherwise tries to compile its checks, which a strict Content-Security-Policy forbids and reports.
config({ jitless: true });
