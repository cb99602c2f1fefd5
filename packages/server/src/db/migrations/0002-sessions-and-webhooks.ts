import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../open.ts';

/** Browser sessions, administrators, and webhooks with their deliveries. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const serial = sql.raw(
    dialect === 'sqlite'
      ? 'integer primary key autoincrement'
      : 'bigint generated always as identity primary key',
  );
  // Names compare byte by byte in both dialects, whatever the locale of the database.
  const text = sql.raw(dialect === 'sqlite' ? 'text' : 'text collate "C"');
  const run = (statement: ReturnType<typeof sql>) => statement.execute(db);

  await run(sql`alter table accounts add column is_administrator integer not null default 0`);
  await run(sql`create index tokens_by_account on tokens (account_id, created_at)`);

  await run(sql`create table sessions (
    hash ${text} primary key,
    account_id ${text} not null references accounts (id),
    token_id ${text} not null references tokens (id),
    created_at bigint not null,
    renewed_at bigint not null,
    expires_at bigint not null
  )`);
  await run(sql`create index sessions_by_expiry on sessions (expires_at)`);

  await run(sql`create table webhooks (
    id ${text} primary key,
    account_id ${text} not null references accounts (id),
    url text not null,
    events text not null,
    secret_ciphertext text not null,
    created_at bigint not null
  )`);
  await run(sql`create index webhooks_by_account on webhooks (account_id, created_at, id)`);
  await run(sql`create table webhook_deliveries (
    id ${text} primary key,
    webhook_id ${text} not null references webhooks (id) on delete cascade,
    event text not null,
    payload text not null,
    settles_with ${text},
    state text not null,
    attempt_count integer not null,
    next_attempt_at bigint,
    created_at bigint not null
  )`);
  await run(sql`create index webhook_deliveries_newest on webhook_deliveries (webhook_id, created_at, id)`);
  await run(
    sql`create index webhook_deliveries_due on webhook_deliveries (next_attempt_at) where next_attempt_at is not null`,
  );
  await run(sql`create index webhook_deliveries_by_age on webhook_deliveries (created_at)`);
  await run(sql`create table webhook_attempts (
    id ${serial},
    delivery_id ${text} not null references webhook_deliveries (id) on delete cascade,
    at bigint not null,
    duration_ms bigint not null,
    status integer,
    error text,
    answer text
  )`);
  await run(sql`create index webhook_attempts_by_delivery on webhook_attempts (delivery_id, id)`);
}
