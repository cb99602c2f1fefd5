export {
  type Captioner,
  type CaptionerId,
  captionerOfProcess,
  captioners,
} from './captioning/captioners.ts';
export type {
  BytesAnswer,
  CallAnswer,
  CallInput,
  JsonBodyOf,
  PathParameterNames,
} from './contract/call-input.ts';
export { captioningRoutes, captioningSchema, startCaptioningSchema } from './contract/captionings.ts';
export { type Client, type ClientOptions, createClient, urlOf } from './contract/client.ts';
export { ConnectionError, errorBodyOf } from './contract/client-error.ts';
export {
  datasetFileSchema,
  datasetOverviewSchema,
  datasetRoutes,
  datasetSchema,
  datasetWithFilesSchema,
} from './contract/datasets.ts';
export {
  createEventParser,
  type EventParser,
  readEvents,
  type ServerSentEvent,
} from './contract/event-stream.ts';
export { datasetItemSchema, galleryRoutes } from './contract/gallery.ts';
export { gpuSchema, installationRoutes } from './contract/installation.ts';
export { jobArtifactRoutes } from './contract/job-artifacts.ts';
export { jobDetailRoutes, jobRunSchema } from './contract/job-details.ts';
export { jobResultSchema, jobRoutes, jobSchema } from './contract/jobs.ts';
export { linkRoutes } from './contract/links.ts';
export type { UploadFile } from './contract/multipart.ts';
export { buildOpenApi, type OpenApiDocument, type OpenApiOptions } from './contract/openapi.ts';
export { renderApiMarkdown, renderApiPage } from './contract/openapi-page.ts';
export { pathParameterNames, pathParameters } from './contract/path-parameters.ts';
export { requestSchemas } from './contract/requests.ts';
export {
  type Access,
  defineRoute,
  type Method,
  type RequestBody,
  type Route,
  type Success,
  usualJsonBytes,
} from './contract/route.ts';
export { type RouteId, routes } from './contract/routes.ts';
export { runRoutes } from './contract/runs.ts';
export { secretRoutes, secretSchema } from './contract/secrets.ts';
export { requestMarkHeader, sessionCookieName } from './contract/session-marks.ts';
export { sessionRoutes, sessionSchema } from './contract/sessions.ts';
export { putToSignedLink, type SignedUploadOptions, type UploadTarget } from './contract/signed-upload.ts';
export { systemRoutes } from './contract/system.ts';
export { tokenRoutes } from './contract/tokens.ts';
export {
  type ByteSource,
  type ByteStream,
  type CancelSignal,
  type Fetch,
  type FetchInit,
  type FetchResponse,
  piecesOf,
} from './contract/web-types.ts';
export { type WebhookEvent, webhookEvents } from './contract/webhook-events.ts';
export { deliverySchema, webhookRoutes } from './contract/webhooks.ts';
export { datasetNameProblem } from './datasets/dataset-name.ts';
export { fileNameProblem } from './datasets/file-name.ts';
export { extensionOf, extensionsByKind, type FileKind, fileKindOf, stemOf } from './datasets/file-types.ts';
export { type DatasetCounts, type DatasetStatus, datasetStatus, datasetStatuses } from './datasets/state.ts';
export { directUploadMaxBytes } from './datasets/upload-limit.ts';
export { ApiError, HttpError } from './errors/api-error.ts';
export {
  allErrors,
  type CatalogueEntry,
  type ErrorCode,
  type ErrorName,
  findError,
  isErrorCode,
} from './errors/catalogue.ts';
export { type ErrorEntry, httpStatusOf, type Retry } from './errors/entry.ts';
export { type ErrorBody, errorBodySchema } from './errors/error-body.ts';
export {
  errorAnchor,
  errorDocument,
  type RuleExample,
  renderErrorIndex,
  renderErrorPage,
  renderErrorsMarkdown,
  renderErrorText,
} from './errors/error-page.ts';
export type { RequestExample, RequestExamples } from './errors/request-example.ts';
export { ruleExamples } from './errors/rule-examples.ts';
export { areOneCheckpoint, entryOf, partnerFile, stageOf } from './jobs/stage-files.ts';
export {
  isEnded,
  type JobEvent,
  type JobStatus,
  jobEvents,
  jobStatuses,
  jobTransitions,
  nextJobStatus,
} from './jobs/state.ts';
export type { Block, Link, PageDocument, Section, Text } from './pages/document.ts';
export { escapeHtml, type HtmlOptions, type NavigationLink, renderHtml } from './pages/html.ts';
export { markdownAnchor, renderMarkdown } from './pages/markdown.ts';
export { type PlainTextOptions, renderPlainText } from './pages/plain-text.ts';
export {
  collectReferences,
  contractLayout,
  createConfigSchema,
  type DatasetFacts,
  type Example,
  type Facts,
  type FileReference,
  type FileSample,
  type Finding,
  fileKey,
  findResumeConflicts,
  type InstallationFacts,
  lint,
  type PairingFacts,
  type PairingReference,
  pairingKey,
  type Range,
  type References,
  type Rule,
  redactConfigText,
  resolveConfig,
  rules,
  type Severity,
  submissionRank,
  unknownFacts,
} from './preflight/index.ts';
export { models, type NamedModel, namedModels, trainerRelease } from './preflight/models/catalogue.ts';
export { findModel } from './preflight/models/find-model.ts';
export { type LoadedRepository, loadedRepositories } from './preflight/models/loaded-repositories.ts';
export type { ModelArch, ModelVariant } from './preflight/models/model.ts';
export {
  type ArtifactAnswer,
  type ArtifactKind,
  type ArtifactRequest,
  type Assignment,
  artifactAnswerSchema,
  artifactKinds,
  artifactRequestSchema,
  assignmentSchema,
  type CaptionsAnswer,
  type CaptionsRequest,
  type ClaimRequest,
  type CommandType,
  captionsAnswerSchema,
  captionsRequestSchema,
  claimRequestSchema,
  commandTypes,
  type ManifestFile,
  manifestFileSchema,
  type Report,
  type ReportsAnswer,
  type ReportsRequest,
  type RunOutcome,
  type RunPhase,
  reportSchema,
  reportsAnswerSchema,
  reportsRequestSchema,
  resumeFileSchema,
  runOutcomes,
  runPhases,
} from './runs/protocol.ts';
