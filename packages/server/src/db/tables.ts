import type { Generated } from 'kysely';
import type { AccountsTable, SecretsTable, SessionsTable, TokensTable } from './account-tables.ts';
import type { CaptioningsTable, CaptionResultsTable } from './captioning-tables.ts';
import type { DatasetFilesTable, DatasetsTable, UploadsTable } from './dataset-tables.ts';
import type { GpuLeasesTable, GpuOffersTable, QueuePausesTable } from './gpu-tables.ts';
import type { WebhookAttemptsTable, WebhookDeliveriesTable, WebhooksTable } from './webhook-tables.ts';

/*
 * Types of every table. Times are milliseconds since 1970 (UTC); sizes are bytes; ids are lower-case UUIDs;
 * yes/no is 0 or 1; JSON is text. The columns themselves are made by the migrations.
 */

export interface IdempotencyKeysTable {
  account_id: string;
  key: string;
  /** SHA-256 of route and body: the same key with another request is refused. */
  request_hash: string;
  /** Null while the first request is being answered. */
  status: number | null;
  body: string | null;
  created_at: number;
  /** Reserved for what the request makes, so that another attempt after a crash finds it. */
  object_id: string | null;
  /** The server and the process of it that answer the request. */
  owner: string | null;
}

/** What a job is for: only a training is a job of the API's training jobs. */
export type JobKind = 'training' | 'captioning';

export interface JobsTable {
  id: string;
  kind: Generated<JobKind>;
  account_id: string;
  name: string;
  status: 'IN_QUEUE' | 'RUNNING' | 'STOPPED' | 'FAILED' | 'CANCELED';
  gpu_type: string;
  gpu_count: number;
  gpu_id: string | null;
  config_version: number;
  current_step: number;
  total_steps: number;
  /** The run that waits or trains, else the last one. */
  run_id: string;
  /** Grows with every run; the fencing number of the newest. */
  fence: number;
  error_code: string | null;
  error_message: string | null;
  error_reason: string | null;
  /** Resumes by the server itself since an account last submitted or resumed the job. */
  auto_resumes: Generated<number>;
  log_bytes: number;
  created_at: number;
  updated_at: number;
  started_at: number | null;
  finished_at: number | null;
  deleted_at: number | null;
}

/** Configs are immutable: an edit adds a version. */
export interface JobConfigsTable {
  job_id: string;
  version: number;
  /** As submitted, with secrets taken out. */
  yaml: string;
  /** The resolved config as JSON, with contract paths and without secrets. */
  resolved: string;
  /** A Hugging Face token that stood in the config, encrypted. */
  hf_token_ciphertext: string | null;
  total_steps: number;
  created_at: number;
}

export interface JobEventsTable {
  id: Generated<number>;
  job_id: string;
  run_id: string | null;
  at: number;
  type: string;
  data: string;
}

export type RunState = 'queued' | 'starting' | 'running' | 'ended';

export interface RunsTable {
  id: string;
  job_id: string;
  account_id: string;
  number: number;
  state: RunState;
  fence: number;
  config_version: number;
  trainer: 'builtin' | 'ai-toolkit';
  trainer_version: string | null;
  /** The checkout of the trainer, by name; null until it is chosen at the start, and where there is none. */
  checkout: string | null;
  gpu_type: string;
  gpu_count: number;
  gpu_id: string | null;
  executor: string | null;
  /** What the executor needs to find the agent again. */
  handle: string | null;
  /** SHA-256 of the run's token, in hex. */
  token_hash: string | null;
  /** The agent process that has the run. */
  instance: string | null;
  claimed_by: string | null;
  claim_expires_at: number | null;
  lease_expires_at: number | null;
  acknowledged_seq: number;
  phase: string | null;
  /** Why a queued run is not started though it could be its turn; null where it only waits for it. */
  waiting_reason: string | null;
  /** What it will certainly write to the disk; null where nothing is known. */
  disk_bytes: number | null;
  current_step: number;
  /** Of late, smoothed. */
  steps_per_second: number | null;
  /** The GPUs it was given, as JSON: `[{"id", "name", "type"}]`. */
  gpus: string | null;
  /** The name of the machine on which its agent runs, as the agent said it. */
  host: string | null;
  resume_step: number | null;
  /** Steps that the job had done beyond `resume_step`; null for its first run. */
  lost_steps: number | null;
  /** What is to be known of the checkpoint it goes on from, for a person. */
  resume_note: string | null;
  stop_requested_at: number | null;
  stop_reason: 'cancel' | 'drain' | null;
  outcome: 'finished' | 'failed' | 'canceled' | 'lost' | null;
  exit_code: number | null;
  signal: string | null;
  message: string | null;
  /** Why it ended otherwise than wanted, for machines. */
  reason: string | null;
  created_at: number;
  started_at: number | null;
  /** When the outcome was known; the run is closed once no process of it is left. */
  ended_at: number | null;
}

export interface RunCommandsTable {
  id: Generated<number>;
  run_id: string;
  type: 'stop' | 'save_now' | 'sample_now';
  created_at: number;
}

/** The dataset versions that a run reads; nothing of them is reclaimed before `released_at`. */
export interface RunDatasetsTable {
  run_id: string;
  dataset_id: string;
  name: string;
  revision: number;
  released_at: number | null;
}

export interface MetricsTable {
  job_id: string;
  step: number;
  run_id: string;
  loss: number | null;
  lr: number | null;
  steps_per_second: number | null;
}

/** Load of a GPU while a run trained on it. */
export interface GpuReadingsTable {
  run_id: string;
  at: number;
  gpu_id: string;
  job_id: string;
  memory_used_bytes: number | null;
  memory_total_bytes: number | null;
  utilization_percent: number | null;
}

export interface JobLogChunksTable {
  job_id: string;
  byte_offset: number;
  byte_length: number;
  run_id: string;
  text: string;
}

export interface ArtifactsTable {
  id: string;
  job_id: string;
  run_id: string;
  kind: 'checkpoint' | 'optimizer' | 'sample' | 'config';
  filename: string;
  step: number;
  idx: number | null;
  prompt: string | null;
  size_bytes: number;
  sha256: string;
  object_key: string;
  created_at: number;
  /** Null until the bytes are durable. */
  published_at: number | null;
  /** When its bytes were found to be others than were published, or gone; null where they are not known to be. */
  damaged_at: number | null;
}

/** Objects that nothing refers to any more; a sweeper deletes them from the store, then the row. */
export interface ObjectGarbageTable {
  object_key: string;
  created_at: number;
}

export interface Database {
  accounts: AccountsTable;
  tokens: TokensTable;
  sessions: SessionsTable;
  secrets: SecretsTable;
  idempotency_keys: IdempotencyKeysTable;
  datasets: DatasetsTable;
  dataset_files: DatasetFilesTable;
  uploads: UploadsTable;
  jobs: JobsTable;
  job_configs: JobConfigsTable;
  job_events: JobEventsTable;
  captionings: CaptioningsTable;
  caption_results: CaptionResultsTable;
  runs: RunsTable;
  run_commands: RunCommandsTable;
  run_datasets: RunDatasetsTable;
  gpu_leases: GpuLeasesTable;
  gpu_offers: GpuOffersTable;
  queue_pauses: QueuePausesTable;
  metrics: MetricsTable;
  gpu_readings: GpuReadingsTable;
  job_log_chunks: JobLogChunksTable;
  artifacts: ArtifactsTable;
  webhooks: WebhooksTable;
  webhook_deliveries: WebhookDeliveriesTable;
  webhook_attempts: WebhookAttemptsTable;
  object_garbage: ObjectGarbageTable;
}
