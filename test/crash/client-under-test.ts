import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, type Client, ConnectionError, createClient, HttpError } from '@trainyard/core';
import type { HistoryEvent, ListedArtifact, Outcome } from './history.ts';
import type { ServerUnderTest } from './server-under-test.ts';

/** What became of a call, and when. */
export interface Called<Answer> {
  readonly sentAt: number;
  readonly endedAt: number;
  readonly outcome: Outcome;
  readonly answer: Answer | null;
  /** The status of a refusal, and its words. */
  readonly status: number | null;
  readonly refusal: string | null;
}

/** An account that calls a server which may die at any moment. */
export interface ClientUnderTest {
  readonly account: string;
  /** Calls once. Throws nothing that a server which dies can cause. */
  call<Answer>(ask: (client: Client) => Promise<Answer>): Promise<Called<Answer>>;
  /** The same, again and again until an answer comes, for calls that change nothing. */
  insist<Answer>(ask: (client: Client) => Promise<Answer>): Promise<Called<Answer>>;
}

const answerWithinMs = 30_000;

export function createClientUnderTest(
  server: ServerUnderTest,
  account: string,
  token: string,
  record: (event: HistoryEvent) => void,
): ClientUnderTest {
  async function call<Answer>(ask: (client: Client) => Promise<Answer>): Promise<Called<Answer>> {
    await server.ready();
    const client = createClient({
      baseUrl: server.url(),
      token,
      fetch: (url, init) => fetch(url, { ...(init as RequestInit), signal: signalOf(init) }),
      randomId: randomUUID,
    });
    const sentAt = Date.now();
    const ended = (outcome: Outcome) => ({ sentAt, endedAt: Date.now(), outcome });
    try {
      const answer = await ask(client);
      return { ...ended('acknowledged'), answer, status: null, refusal: null };
    } catch (error) {
      if (error instanceof HttpError || error instanceof ApiError) {
        // A 5xx says that something went wrong, not that nothing was done.
        const outcome = error.status >= 500 ? 'unknown' : 'refused';
        if (outcome === 'unknown') {
          const { status, message } = error;
          record({ type: 'server-fault', at: Date.now(), status, message });
        }
        return { ...ended(outcome), answer: null, status: error.status, refusal: error.message };
      }
      const isSilence =
        error instanceof ConnectionError || (error as Error).name === 'AbortError' || isTimeout(error);
      if (!isSilence && !(error instanceof TypeError)) throw error;
      return { ...ended('unknown'), answer: null, status: null, refusal: String(error) };
    }
  }
  return {
    account,
    call,
    async insist(ask) {
      for (;;) {
        const called = await call(ask);
        if (called.outcome !== 'unknown') return called;
        await sleep(50);
      }
    },
  };
}

function signalOf(init: unknown): AbortSignal {
  const timeout = AbortSignal.timeout(answerWithinMs);
  const given = (init as { signal?: AbortSignal | null } | undefined)?.signal;
  return given ? AbortSignal.any([given, timeout]) : timeout;
}

function isTimeout(error: unknown): boolean {
  return (error as Error).name === 'TimeoutError';
}

/** Notes what `status` says of a job; returns it, or null where there is no such job. */
export async function lookAtJob(
  client: ClientUnderTest,
  jobId: string,
  record: (event: HistoryEvent) => void,
) {
  const { sentAt, endedAt, answer, status, refusal } = await client.insist((api) =>
    api.getJobStatus({ params: { job_id: jobId } }),
  );
  if (answer === null) {
    if (status !== 404) throw new Error(`The status of a job was refused: ${refusal}`);
    record({ type: 'job-missing', sentAt, endedAt, jobId });
    return null;
  }
  record({
    type: 'job-seen',
    sentAt,
    endedAt,
    jobId,
    status: answer.status,
    currentStep: answer.progress.current_step,
    totalSteps: answer.progress.total_steps,
    runNumber: answer.run_number,
    resumedFromStep: answer.resumed_from_step,
    errorCode: answer.error?.code ?? null,
  });
  return answer;
}

/** Notes what `result` lists; with `read`, downloads all of it as well. */
export async function lookAtResult(
  client: ClientUnderTest,
  job: { readonly id: string; readonly name: string },
  record: (event: HistoryEvent) => void,
  read: boolean,
): Promise<void> {
  const { sentAt, endedAt, answer } = await client.insist((api) =>
    api.getJobResult({ params: { job_id: job.id } }),
  );
  if (answer === null) return;
  const { checkpoints, samples, config } = answer.artifacts;
  const listed: (ListedArtifact & { path: string })[] = [
    ...checkpoints.map(({ filename, step, size_bytes, sha256, path }) => ({
      kind: 'checkpoint' as const,
      name: filename.replace(job.name, 'job'),
      step,
      sizeBytes: size_bytes,
      sha256,
      path,
    })),
    ...samples.map(({ step, index, path }) => ({
      kind: 'sample' as const,
      name: `${index} at ${step}`,
      step,
      sizeBytes: null,
      sha256: null,
      path,
    })),
    ...(config === null
      ? []
      : [
          {
            kind: 'config' as const,
            name: 'config.yaml',
            step: 0,
            sizeBytes: null,
            sha256: null,
            path: config.path,
          },
        ]),
  ];
  const artifacts = listed.map(({ path: _, ...artifact }) => artifact);
  record({ type: 'result-seen', sentAt, endedAt, jobId: job.id, status: answer.status, artifacts });
  if (!read) return;
  for (const { path, ...artifact } of listed) await readArtifact(job, path, artifact, record);
}

async function readArtifact(
  job: { readonly id: string; readonly name: string },
  url: string,
  listed: ListedArtifact,
  record: (event: HistoryEvent) => void,
): Promise<void> {
  const sentAt = Date.now();
  const note = (bytes: Buffer | null, problem: string | null) =>
    record({
      type: 'artifact-read',
      sentAt,
      endedAt: Date.now(),
      jobId: job.id,
      listed,
      read: bytes === null ? null : { sizeBytes: bytes.length, sha256: sha256(bytes), ...content(bytes) },
      problem,
    });
  // The name of the job stands in a checkpoint's metadata.
  const content = (bytes: Buffer) => ({
    contentSha256: sha256(
      Buffer.from(bytes.toString('latin1').replaceAll(job.name, 'x'.repeat(job.name.length)), 'latin1'),
    ),
  });
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(answerWithinMs) });
    if (response.ok) note(Buffer.from(await response.arrayBuffer()), null);
    // A server that closes says so.
    else if (response.status !== 503) note(null, `the link answered ${response.status}`);
  } catch (error) {
    // The server died under the download; only whole ones, and refusals, say something.
    if (!(error instanceof Error)) throw error;
  }
}

/** SHA-256 in hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
