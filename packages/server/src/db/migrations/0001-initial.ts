import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../open.ts';

/** The first schema, for both dialects. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const serial = sql.raw(
    dialect === 'sqlite'
      ? 'integer primary key autoincrement'
      : 'bigint generated always as identity primary key',
  );
  const double = sql.raw(dialect === 'sqlite' ? 'real' : 'double precision');
  // Names compare byte by byte in both dialects, whatever the locale of the database.
  const text = sql.raw(dialect === 'sqlite' ? 'text' : 'text collate "C"');
  const run = (statement: ReturnType<typeof sql>) => statement.execute(db);

  await run(sql`create table accounts (
    id ${text} primary key,
    name ${text} not null unique,
    created_at bigint not null
  )`);
  await run(sql`create table tokens (
    id ${text} primary key,
    account_id ${text} not null references accounts (id),
    hash ${text} not null unique,
    label text,
    created_at bigint not null,
    last_used_at bigint,
    revoked_at bigint
  )`);
  await run(sql`create table secrets (
    account_id ${text} not null references accounts (id),
    name ${text} not null,
    ciphertext text not null,
    created_at bigint not null,
    updated_at bigint not null,
    primary key (account_id, name)
  )`);
  await run(sql`create table idempotency_keys (
    account_id ${text} not null references accounts (id),
    key ${text} not null,
    request_hash text not null,
    status integer,
    body text,
    created_at bigint not null,
    primary key (account_id, key)
  )`);
  await run(sql`create index idempotency_keys_by_age on idempotency_keys (created_at)`);

  await run(sql`create table datasets (
    id ${text} primary key,
    account_id ${text} not null references accounts (id),
    name ${text} not null,
    revision bigint not null,
    file_count bigint not null,
    total_bytes bigint not null,
    unvalidated_count bigint not null,
    error_code integer,
    error_message text,
    listing_token text,
    created_at bigint not null,
    updated_at bigint not null,
    deleted_at bigint
  )`);
  await run(
    sql`create unique index datasets_by_name on datasets (account_id, name) where deleted_at is null`,
  );
  await run(
    sql`create index datasets_newest on datasets (account_id, created_at, id) where deleted_at is null`,
  );
  await run(sql`create index datasets_deleted on datasets (deleted_at) where deleted_at is not null`);

  await run(sql`create table dataset_files (
    id ${text} primary key,
    dataset_id ${text} not null references datasets (id),
    filename ${text} not null,
    stem ${text} not null,
    kind text not null,
    size_bytes bigint not null,
    sha256 text,
    object_key ${text} not null unique,
    validated_at bigint,
    width integer,
    height integer,
    frames integer,
    frame_rate ${double},
    duration_seconds ${double},
    blank integer,
    added_revision bigint not null,
    removed_revision bigint,
    created_at bigint not null
  )`);
  await run(
    sql`create unique index dataset_files_current on dataset_files (dataset_id, filename) where removed_revision is null`,
  );
  await run(
    sql`create index dataset_files_by_stem on dataset_files (dataset_id, stem) where removed_revision is null`,
  );
  await run(
    sql`create index dataset_files_unvalidated on dataset_files (created_at) where validated_at is null and removed_revision is null`,
  );
  await run(
    sql`create index dataset_files_removed on dataset_files (dataset_id, removed_revision) where removed_revision is not null`,
  );

  await run(sql`create table uploads (
    id ${text} primary key,
    dataset_id ${text} not null references datasets (id),
    filename ${text} not null,
    size_bytes bigint,
    method text not null,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint
  )`);
  await run(
    sql`create index uploads_outstanding on uploads (dataset_id, filename, expires_at) where used_at is null`,
  );
  await run(sql`create index uploads_by_expiry on uploads (expires_at)`);

  await run(sql`create table jobs (
    id ${text} primary key,
    account_id ${text} not null references accounts (id),
    name ${text} not null,
    status text not null,
    gpu_type text not null,
    gpu_count integer not null,
    gpu_id text,
    config_version integer not null,
    current_step bigint not null,
    total_steps bigint not null,
    run_id ${text} not null,
    fence bigint not null,
    error_code text,
    error_message text,
    error_reason text,
    log_bytes bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    started_at bigint,
    finished_at bigint,
    deleted_at bigint
  )`);
  await run(sql`create unique index jobs_by_name on jobs (account_id, name) where deleted_at is null`);
  await run(sql`create index jobs_newest on jobs (account_id, created_at, id) where deleted_at is null`);
  await run(
    sql`create index jobs_newest_by_status on jobs (account_id, status, created_at, id) where deleted_at is null`,
  );

  await run(sql`create table job_configs (
    job_id ${text} not null references jobs (id),
    version integer not null,
    yaml text not null,
    resolved text not null,
    hf_token_ciphertext text,
    total_steps bigint not null,
    created_at bigint not null,
    primary key (job_id, version)
  )`);
  await run(sql`create table job_events (
    id ${serial},
    job_id ${text} not null references jobs (id),
    run_id ${text},
    at bigint not null,
    type text not null,
    data text not null
  )`);
  await run(sql`create index job_events_by_job on job_events (job_id, id)`);

  await run(sql`create table runs (
    id ${text} primary key,
    job_id ${text} not null references jobs (id),
    account_id ${text} not null references accounts (id),
    number integer not null,
    state text not null,
    fence bigint not null,
    config_version integer not null,
    trainer text not null,
    trainer_version text,
    gpu_type text not null,
    gpu_count integer not null,
    gpu_id text,
    executor text,
    handle text,
    token_hash text unique,
    instance text,
    claimed_by text,
    claim_expires_at bigint,
    lease_expires_at bigint,
    acknowledged_seq bigint not null,
    phase text,
    current_step bigint not null,
    resume_step bigint,
    stop_requested_at bigint,
    stop_reason text,
    outcome text,
    exit_code integer,
    signal text,
    message text,
    reason text,
    created_at bigint not null,
    started_at bigint,
    ended_at bigint
  )`);
  await run(sql`create unique index runs_by_number on runs (job_id, number)`);
  // At most one run of a job is alive, whatever happens elsewhere.
  await run(sql`create unique index runs_alive on runs (job_id) where state <> 'ended'`);
  await run(
    sql`create index runs_to_dispatch on runs (state, gpu_type, created_at, id) where state <> 'ended'`,
  );

  await run(sql`create table run_commands (
    id ${serial},
    run_id ${text} not null references runs (id),
    type text not null,
    created_at bigint not null
  )`);
  await run(sql`create index run_commands_by_run on run_commands (run_id, id)`);
  await run(sql`create table run_datasets (
    run_id ${text} not null references runs (id),
    dataset_id ${text} not null references datasets (id),
    name ${text} not null,
    revision bigint not null,
    released_at bigint,
    primary key (run_id, dataset_id)
  )`);
  await run(
    sql`create index run_datasets_pinned on run_datasets (dataset_id, revision) where released_at is null`,
  );
  await run(sql`create table gpu_leases (
    node ${text} not null,
    gpu_id ${text} not null,
    gpu_index integer not null,
    run_id ${text} not null references runs (id),
    primary key (node, gpu_id)
  )`);
  await run(sql`create index gpu_leases_by_run on gpu_leases (run_id)`);

  await run(sql`create table metrics (
    job_id ${text} not null references jobs (id),
    step bigint not null,
    run_id ${text} not null,
    loss ${double},
    lr ${double},
    steps_per_second ${double},
    primary key (job_id, step)
  )`);
  await run(sql`create table job_log_chunks (
    job_id ${text} not null references jobs (id),
    byte_offset bigint not null,
    byte_length integer not null,
    run_id ${text} not null,
    text text not null,
    primary key (job_id, byte_offset)
  )`);
  await run(sql`create table artifacts (
    id ${text} primary key,
    job_id ${text} not null references jobs (id),
    run_id ${text} not null,
    kind text not null,
    filename ${text} not null,
    step bigint not null,
    idx integer,
    prompt text,
    size_bytes bigint not null,
    sha256 text not null,
    object_key ${text} not null unique,
    created_at bigint not null,
    published_at bigint
  )`);
  await run(
    sql`create unique index artifacts_published on artifacts (job_id, kind, filename) where published_at is not null`,
  );
  await run(sql`create index artifacts_by_run on artifacts (run_id)`);
  await run(sql`create table object_garbage (
    object_key ${text} primary key,
    created_at bigint not null
  )`);
}
