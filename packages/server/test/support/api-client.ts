import { errorBodySchema, type Route, routes } from '@trainyard/core';
import { expect } from 'vitest';
import { waitFor } from './wait-for.ts';

/** What a server answered, already held against the contract. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look freely into answers
  readonly body: any;
}

/** A request beyond method and path. */
export interface CallOptions {
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent exactly as given. */
  readonly body?: RequestInit['body'];
  readonly headers?: Readonly<Record<string, string>>;
}

const datasets = '/prod/v1/trainers/datasets';
const jobs = '/prod/v1/trainers/ai-toolkit/jobs';

/**
 * Calls of the API as one account. Refusals are returned, not thrown; whatever is answered must be what the
 * contract declares for the route: the schema of a success, or an error body with a declared code.
 */
export class ApiClient {
  readonly url: string;
  readonly token: string | null;

  constructor(url: string, token: string | null) {
    this.url = url;
    this.token = token;
  }

  async call(method: string, path: string, options: CallOptions = {}): Promise<Reply> {
    const response = await fetch(path.startsWith('http') ? path : `${this.url}${path}`, {
      method,
      headers: {
        ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }),
        ...(options.json === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(options.json === undefined ? {} : { body: JSON.stringify(options.json) }),
      ...(options.body === undefined ? {} : { body: options.body }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    const reply = {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson && text !== '' ? JSON.parse(text) : text,
    };
    holdAgainstContract(method, response.url, reply);
    return reply;
  }

  get(path: string, options?: CallOptions): Promise<Reply> {
    return this.call('GET', path, options);
  }

  post(path: string, json?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    return this.call('POST', path, { ...(json === undefined ? {} : { json }), headers });
  }

  createDataset(body: unknown = {}, headers: Record<string, string> = {}): Promise<Reply> {
    return this.post(datasets, body, headers);
  }

  datasetStatus(id: string): Promise<Reply> {
    return this.get(`${datasets}/${id}/status`);
  }

  upload(id: string, filename: string, bytes: Uint8Array | string): Promise<Reply> {
    const form = new FormData();
    form.append('file', new Blob([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)]), filename);
    return this.call('POST', `${datasets}/${id}/upload`, { body: form });
  }

  sign(id: string, filenameToByteSize: unknown): Promise<Reply> {
    return this.post(`${datasets}/${id}/get-upload-endpoint`, { filenameToByteSize });
  }

  /** A dataset that is READY and holds the files. */
  async readyDataset(name: string, files: Readonly<Record<string, Uint8Array | string>>): Promise<string> {
    const created = await this.createDataset({ name });
    expect(created.status, created.text).toBe(201);
    const id: string = created.body.id;
    for (const [filename, bytes] of Object.entries(files)) {
      const uploaded = await this.upload(id, filename, bytes);
      expect(uploaded.status, uploaded.text).toBe(200);
    }
    await this.datasetReaches(id, 'READY');
    return id;
  }

  datasetReaches(id: string, status: string): Promise<Reply> {
    return waitFor(
      `the dataset to be ${status}`,
      async () => {
        const reply = await this.datasetStatus(id);
        return reply.body.status === status && reply;
      },
      { timeoutMs: 15_000, everyMs: 30 },
    );
  }

  submit(config: string, changes: object = {}, headers: Record<string, string> = {}): Promise<Reply> {
    return this.post(jobs, submission(config, changes), headers);
  }

  validate(config: string, changes: object = {}): Promise<Reply> {
    return this.post(`${jobs}/validate`, submission(config, changes));
  }

  /** The id of a job that was taken. */
  async submitted(config: string, changes: object = {}): Promise<string> {
    const reply = await this.submit(config, changes);
    expect(reply.status, reply.text).toBe(201);
    return reply.body.id;
  }

  /** A call on one job: `job(id, 'GET', 'status')`. */
  job(id: string, method: string, action: string, json?: unknown): Promise<Reply> {
    const path = action === '' ? `${jobs}/${id}` : `${jobs}/${id}/${action}`;
    return this.call(method, path, json === undefined ? {} : { json });
  }

  /** Waits until a job has one of the statuses, and returns its last answer. */
  async jobReaches(id: string, ...statuses: string[]): Promise<Reply> {
    return waitFor(
      `job ${id} to be ${statuses.join(' or ')}`,
      async () => {
        const reply = await this.job(id, 'GET', 'status');
        return statuses.includes(reply.body.status) && reply;
      },
      { timeoutMs: 45_000, everyMs: 50 },
    );
  }

  /** Waits until a job that runs has made a step. */
  async jobSteps(id: string): Promise<Reply> {
    return waitFor(
      `job ${id} to make a step`,
      async () => {
        const reply = await this.job(id, 'GET', 'status');
        return reply.body.status === 'RUNNING' && reply.body.progress.current_step > 0 && reply;
      },
      { timeoutMs: 45_000, everyMs: 50 },
    );
  }
}

/** The body of a submission of a config. */
export function submission(config: string, changes: object = {}): Record<string, unknown> {
  return { config_file_format: 'yaml', config_file: config, gpu_type: 'ADA_80_PLUS', ...changes };
}

function holdAgainstContract(method: string, url: string, reply: Reply): void {
  const route = findRoute(method, new URL(url).pathname);
  const requestId = reply.headers.get('x-request-id');
  expect(requestId, 'x-request-id').toMatch(/^[0-9a-f-]{36}$/);
  if (reply.status >= 400) {
    if (method === 'HEAD' || reply.status === 416) return;
    if (route?.id === 'getReadiness') return;
    const error = errorBodySchema.parse(reply.body);
    expect(error.request_id).toBe(requestId);
    if (error.error_code === null) return;
    expect(Math.floor(error.error_code / 100), 'the code begins with the status').toBe(reply.status);
    expect(route?.errors, `the errors that ${route?.id} declares`).toContain(error.error_code);
    return;
  }
  if (method === 'HEAD' || route === undefined || reply.status >= 300) return;
  if (route.success.kind === 'json') {
    expect(reply.status).toBe(route.success.status);
    route.success.schema.parse(reply.body);
  }
}

/** The route of the contract that answers a call. */
function findRoute(method: string, pathname: string): Route | undefined {
  const segments = pathname.split('/');
  const all: readonly Route[] = Object.values(routes);
  const matching = all.filter((route) => {
    const parts = route.path.split('/');
    return (
      route.method === method &&
      parts.length === segments.length &&
      parts.every((part, index) => part.startsWith('{') || part === segments[index])
    );
  });
  // A literal path wins over one with a parameter.
  return matching.find((route) => route.path === pathname) ?? matching[0];
}
