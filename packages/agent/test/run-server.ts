import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type ArtifactRequest,
  type Assignment,
  artifactRequestSchema,
  type CaptionsRequest,
  type CommandType,
  captionsRequestSchema,
  claimRequestSchema,
  type Report,
  reportsRequestSchema,
} from '@trainyard/core';

const token = 'run-token';

/** What the server knows of one artifact. */
interface StoredArtifact {
  request: ArtifactRequest;
  bytes: Buffer | null;
  isPublished: boolean;
}

/** A part of the answer to a download that goes wrong. */
interface Truncation {
  afterBytes: number;
  times: number;
}

/** The server's side of the run protocol, strict about it, with the faults that a test wants. */
export interface RunServer {
  readonly url: string;
  /** Every report applied, in order. */
  readonly reports: Report[];
  readonly artifacts: Map<string, StoredArtifact>;
  /** What was handed over of each file that was to be captioned, in order. */
  readonly captions: CaptionsRequest['files'];
  /** Breaches of the protocol by the agent; a test expects none. */
  readonly breaches: string[];
  readonly requests: { method: string; path: string; range: string | undefined }[];
  assignment: Assignment;
  /** While true, connections are cut without an answer. */
  isDown: boolean;
  /** While true, another program has its port, and knows nothing of runs. */
  isReplaced: boolean;
  /** Status for every call of the run, or null. */
  refuseWith: number | null;
  /** Status for captions, or null. */
  refuseCaptionsWith: number | null;
  /** How many of the next calls and uploads are answered 503, without being done. */
  faults: number;
  /** While true, uploads are answered 503. */
  isStoreDown: boolean;
  /** While true, answers are cut after the work was done: the agent must send the same again. */
  losesAnswers: boolean;
  /** How many more claims are answered with links that have run out (a query of `?old`), refused 403. */
  claimsWithOldLinks: number;
  /** Bytes by path of the link. */
  readonly files: Map<string, Buffer>;
  readonly truncations: Map<string, Truncation>;
  command(type: CommandType): void;
  /** Makes this server know the reports up to `seq`, as one with the database of another would. */
  skipTo(seq: number): void;
  listen(port?: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts a server on a free port of the loopback. */
export async function startRunServer(assignment: Assignment): Promise<RunServer> {
  const commands: { id: number; type: CommandType }[] = [];
  let claimedBy: string | null = null;
  let lastSeq = 0;
  const http = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      state.breaches.push(String(error));
      response.destroy();
    });
  });

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '';
    state.requests.push({ method: request.method ?? '', path, range: request.headers.range });
    if (state.isDown) {
      request.socket.destroy();
      return;
    }
    if (state.isReplaced) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"detail":"Not Found"}');
      return;
    }
    if (path.startsWith('/files/')) {
      download(path, request, response);
      return;
    }
    const body = await readAll(request);
    if (state.faults > 0) {
      state.faults -= 1;
      response.writeHead(503).end();
      return;
    }
    const put = /^\/uploads\/(.+)$/.exec(path);
    const { status, json } =
      put?.[1] === undefined ? call(path, request, body) : upload(put[1], request, body);
    if (state.losesAnswers) {
      request.socket.destroy();
      return;
    }
    const answer = status < 400 ? json : { error_code: null, error_message: 'This is refused.' };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  };

  const download = (path: string, request: IncomingMessage, response: ServerResponse): void => {
    if (request.headers.authorization !== undefined) state.breaches.push('the token was sent to a store');
    if (path.endsWith('?old')) {
      response.writeHead(403).end();
      return;
    }
    const whole = state.files.get(path);
    if (whole === undefined) {
      response.writeHead(404).end();
      return;
    }
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const rest = whole.subarray(from);
    const headers = {
      'content-length': rest.length,
      'content-range': `bytes ${from}-${whole.length - 1}/${whole.length}`,
    };
    response.writeHead(from > 0 ? 206 : 200, headers);
    const truncation = state.truncations.get(path);
    if (truncation !== undefined && truncation.times > 0) {
      truncation.times -= 1;
      response.write(rest.subarray(0, truncation.afterBytes), () => response.destroy());
      return;
    }
    response.end(rest);
  };

  const upload = (id: string, request: IncomingMessage, body: Buffer) => {
    const artifact = state.artifacts.get(id);
    if (artifact === undefined) return { status: 404, json: {} };
    if (state.isStoreDown) return { status: 503, json: {} };
    if (request.headers.authorization !== undefined) state.breaches.push('the token was sent to a store');
    if (request.headers['content-length'] !== String(artifact.request.size_bytes)) {
      state.breaches.push(`${artifact.request.filename} came without its exact length`);
    }
    if (request.headers['x-signed'] !== 'yes') state.breaches.push('a signed header was left out');
    artifact.bytes = body;
    return { status: 200, json: {} };
  };

  const call = (path: string, request: IncomingMessage, body: Buffer): { status: number; json: unknown } => {
    const { run_id: runId, fence } = state.assignment;
    if (request.headers.authorization !== `Bearer ${token}`) return { status: 401, json: {} };
    if (!path.startsWith(`/runs/v1/${runId}/`)) return { status: 404, json: {} };
    if (state.refuseWith !== null) return { status: state.refuseWith, json: {} };
    const json: unknown = JSON.parse(body.toString('utf8'));
    const action = path.slice(`/runs/v1/${runId}/`.length);
    if (action === 'claim') {
      const claim = claimRequestSchema.parse(json);
      claimedBy ??= claim.instance;
      if (claimedBy !== claim.instance) return { status: 409, json: {} };
      state.claimsWithOldLinks -= 1;
      const areOld = state.claimsWithOldLinks >= 0;
      return { status: 200, json: areOld ? withOldLinks(state.assignment) : state.assignment };
    }
    if (action === 'reports') {
      const batch = reportsRequestSchema.parse(json);
      if (batch.fence !== fence) return { status: 409, json: {} };
      for (const report of batch.reports) {
        if (report.seq > lastSeq + 1) state.breaches.push(`report ${report.seq} came after ${lastSeq}`);
        if (report.seq !== lastSeq + 1) continue;
        if (state.reports.at(-1)?.type === 'ended') state.breaches.push(`${report.type} came after the end`);
        lastSeq = report.seq;
        state.reports.push(report);
      }
      const expiry = new Date(Date.now() + 30_000).toISOString();
      return { status: 200, json: { acknowledged: lastSeq, lease_expires_at: expiry, commands } };
    }
    if (action === 'captions') {
      const batch = captionsRequestSchema.parse(json);
      if (batch.fence !== fence) return { status: 409, json: {} };
      if (state.refuseCaptionsWith !== null) return { status: state.refuseCaptionsWith, json: {} };
      if (state.reports.at(-1)?.type === 'ended') state.breaches.push('captions came after the end');
      state.captions.push(...batch.files);
      return {
        status: 200,
        json: { files: batch.files.map(({ filename }) => ({ filename, result: 'saved' })) },
      };
    }
    if (action === 'artifacts') {
      const announced = artifactRequestSchema.parse(json);
      if (announced.fence !== fence) return { status: 409, json: {} };
      const id = `${announced.kind}-${announced.filename}`;
      const known = state.artifacts.get(id);
      if (known?.isPublished && known.request.sha256 === announced.sha256) {
        return { status: 200, json: { artifact_id: id, upload: null } };
      }
      state.artifacts.set(id, { request: announced, bytes: null, isPublished: false });
      const url = `${state.url}/uploads/${id}`;
      return {
        status: 200,
        json: { artifact_id: id, upload: { url, method: 'PUT', headers: { 'x-signed': 'yes' } } },
      };
    }
    const completed = /^artifacts\/(.+)\/complete$/.exec(action)?.[1];
    const artifact = completed === undefined ? undefined : state.artifacts.get(decodeURIComponent(completed));
    if (artifact === undefined) return { status: 404, json: {} };
    const hash = createHash('sha256')
      .update(artifact.bytes ?? '')
      .digest('hex');
    if (artifact.bytes === null || hash !== artifact.request.sha256) return { status: 409, json: {} };
    if (state.reports.at(-1)?.type === 'ended')
      state.breaches.push('an artifact was published after the end');
    artifact.isPublished = true;
    return { status: 200, json: { artifact_id: completed, published: true } };
  };

  const state: RunServer = {
    get url() {
      return `http://127.0.0.1:${(http.address() as AddressInfo | null)?.port ?? 1}`;
    },
    reports: [],
    artifacts: new Map(),
    captions: [],
    breaches: [],
    requests: [],
    assignment,
    isDown: false,
    isReplaced: false,
    refuseWith: null,
    refuseCaptionsWith: null,
    faults: 0,
    isStoreDown: false,
    claimsWithOldLinks: 0,
    losesAnswers: false,
    files: new Map(),
    truncations: new Map(),
    command: (type) => {
      commands.push({ id: commands.length + 1, type });
    },
    skipTo: (seq) => {
      lastSeq = seq;
    },
    listen: (port = 0) => new Promise((resolve) => http.listen(port, '127.0.0.1', () => resolve())),
    close: async () => {
      const closed = new Promise((resolve) => http.close(resolve));
      http.closeAllConnections();
      await closed;
    },
  };
  await state.listen();
  return state;
}

/** The token that the server expects of the agent. */
export const runToken = token;

function withOldLinks(assignment: Assignment): Assignment {
  const old = structuredClone(assignment);
  for (const file of old.datasets.flatMap((dataset) => dataset.files)) file.url += '?old';
  return old;
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
