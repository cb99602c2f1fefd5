import { isEnded } from '@trainyard/core';
import { findJob } from './find-job.ts';
import type { JobOptions } from './job-options.ts';
import type { JobRow } from './job-row.ts';

const defaultLimitBytes = 100_000;

/** A stretch of a job's log; offsets count bytes of UTF-8 over all runs of the job. */
export interface LogPage {
  text: string;
  offset: number;
  next_offset: number;
  complete: boolean;
}

/**
 * The log from a byte offset on, cut between characters. An offset inside a character moves on to the next;
 * at least one character is returned where there is one, whatever the limit.
 */
export async function jobLogs(
  options: Pick<JobOptions, 'db'>,
  accountId: string,
  jobId: string,
  query: { offset?: number | undefined; limit?: number | undefined },
): Promise<LogPage> {
  return readLog(options, await findJob(options.db.query, accountId, jobId), query);
}

/** The same for a job that was found. */
export async function readLog(
  options: Pick<JobOptions, 'db'>,
  job: Pick<JobRow, 'id' | 'status' | 'run_state' | 'log_bytes'>,
  query: { offset?: number | undefined; limit?: number | undefined },
): Promise<LogPage> {
  const limit = query.limit ?? defaultLimitBytes;
  const wanted = Math.min(query.offset ?? 0, job.log_bytes);
  const bytes = await readBytes(options, job.id, wanted, limit);
  const start = firstBoundary(bytes, 0);
  let end = Math.min(bytes.length, start + limit);
  if (end < bytes.length) {
    const cut = lastBoundary(bytes, end);
    end = cut > start ? cut : firstBoundary(bytes, start + 1);
  }
  const nextOffset = wanted + end;
  return {
    text: bytes.toString('utf8', start, end),
    offset: wanted + start,
    next_offset: nextOffset,
    complete: isEnded(job.status) && job.run_state === 'ended' && nextOffset >= job.log_bytes,
  };
}

/** From `offset` on, at least `limit` bytes and the rest of a character, as far as there are any. */
async function readBytes(
  { db }: Pick<JobOptions, 'db'>,
  jobId: string,
  offset: number,
  limit: number,
): Promise<Buffer> {
  const spare = 8;
  const first = db.query
    .selectFrom('job_log_chunks')
    .select('byte_offset')
    .where('job_id', '=', jobId)
    .where('byte_offset', '<=', offset)
    .orderBy('byte_offset', 'desc')
    .limit(1);
  const chunks = await db.query
    .selectFrom('job_log_chunks')
    .select(['byte_offset', 'text'])
    .where('job_id', '=', jobId)
    .where('byte_offset', '>=', first)
    .where('byte_offset', '<', offset + limit + spare)
    .orderBy('byte_offset')
    .execute();
  const skipped = offset - (chunks[0]?.byte_offset ?? offset);
  return Buffer.concat(chunks.map(({ text }) => Buffer.from(text, 'utf8'))).subarray(
    skipped,
    skipped + limit + spare,
  );
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

function firstBoundary(bytes: Buffer, from: number): number {
  let index = Math.min(from, bytes.length);
  while (isContinuation(bytes[index])) index += 1;
  return index;
}

function lastBoundary(bytes: Buffer, from: number): number {
  let index = from;
  while (index > 0 && isContinuation(bytes[index])) index -= 1;
  return index;
}
