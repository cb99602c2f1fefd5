import { setTimeout as sleep } from 'node:timers/promises';

/** A job as the test looks at it. */
export interface JobView {
  id: string;
  status: 'IN_QUEUE' | 'RUNNING' | 'STOPPED' | 'FAILED' | 'CANCELED';
  progress: { current_step: number; total_steps: number };
  error: { code: string; message: string; reason: string | null } | null;
}

/** The artifacts of a job. */
export interface ResultView {
  artifacts: {
    checkpoints: { path: string; filename: string; step: number; size_bytes: number }[];
    samples: { path: string; step: number; index: number; prompt: string }[];
    config: { path: string } | null;
  };
}

/** A captioning as the test looks at it. */
export interface CaptioningView {
  id: string;
  status: JobView['status'];
  outcome: 'finished' | 'failed' | 'canceled' | 'lost' | null;
  phase: string | null;
  files: { total: number; done: number; saved: number; failed: number };
  failures: { filename: string; message: string }[];
  error: JobView['error'];
}

/** Tiny models take seconds on an idle machine; a busy one may take long. */
export const patienceSeconds = 900;

const jobs = '/prod/v1/trainers/ai-toolkit/jobs';

/** The calls of the test, as a client of the hosted API makes them. */
export class Api {
  readonly #url: string;
  readonly #token: string;

  constructor(server: { url: string; token: string }) {
    this.#url = server.url;
    this.#token = server.token;
  }

  /** A dataset that is ready; returns its id. */
  async createDataset(name: string, files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): Promise<string> {
    const { id } = await this.#call<{ id: string }>('POST', '/prod/v1/trainers/datasets', { name });
    for (const [filename, bytes] of files) {
      const form = new FormData();
      form.append('file', new Blob([bytes]), filename);
      await this.#send('POST', `/prod/v1/trainers/datasets/${id}/upload`, form);
    }
    await waitFor(`the dataset ${name} to be ready`, 30, async () => {
      const { status } = await this.#call<{ status: string }>(
        'GET',
        `/prod/v1/trainers/datasets/${id}/status`,
      );
      return status === 'READY';
    });
    return id;
  }

  /** Ends everything that still runs: trainers outlive their server. */
  async cancelAll(): Promise<void> {
    const { jobs: all } = await this.#call<{ jobs: JobView[] }>('GET', jobs);
    for (const { id, status } of all) {
      if (status === 'RUNNING' || status === 'IN_QUEUE') await this.act(id, 'cancel');
    }
  }

  submit(config: string): Promise<JobView> {
    return this.#call('POST', jobs, {
      config_file_format: 'yaml',
      config_file: config,
      gpu_type: 'ADA_80_PLUS',
    });
  }

  edit(id: string, config: string): Promise<JobView> {
    return this.#call('POST', `${jobs}/${id}/edit`, { config_file_format: 'yaml', config_file: config });
  }

  act(id: string, action: 'cancel' | 'resume'): Promise<JobView> {
    return this.#call('POST', `${jobs}/${id}/${action}`, {});
  }

  status(id: string): Promise<JobView> {
    return this.#call('GET', `${jobs}/${id}/status`);
  }

  result(id: string): Promise<ResultView> {
    return this.#call('GET', `${jobs}/${id}/result`);
  }

  async logs(id: string): Promise<string> {
    return JSON.stringify(await this.#call('GET', `${jobs}/${id}/logs`));
  }

  startCaptioning(datasetId: string, body: Readonly<Record<string, unknown>>): Promise<CaptioningView> {
    return this.#call('POST', `/prod/v1/trainers/datasets/${datasetId}/captionings`, body);
  }

  /** A captioning once it has ended or `condition` holds. */
  async captioningUntil(
    id: string,
    what: string,
    condition: (captioning: CaptioningView) => boolean,
  ): Promise<CaptioningView> {
    const look = () => this.#call<CaptioningView>('GET', `/prod/v1/trainers/captionings/${id}`);
    let captioning = await look();
    await waitFor(what, patienceSeconds, async () => {
      captioning = await look();
      return captioning.outcome !== null || condition(captioning);
    });
    return captioning;
  }

  cancelCaptioning(id: string): Promise<CaptioningView> {
    return this.#call('POST', `/prod/v1/trainers/captionings/${id}/cancel`);
  }

  async captioningLog(id: string): Promise<string> {
    return (await this.#call<{ text: string }>('GET', `/prod/v1/trainers/captionings/${id}/logs`)).text;
  }

  /** The captions of a dataset by picture. */
  async captions(datasetId: string): Promise<Map<string, string>> {
    const { items } = await this.#call<{ items: { filename: string; caption: { text: string } | null }[] }>(
      'GET',
      `/prod/v1/trainers/datasets/${datasetId}/items`,
    );
    return new Map(items.map(({ filename, caption }) => [filename, caption?.text ?? '']));
  }

  async metricSteps(id: string): Promise<number[]> {
    const { metrics } = await this.#call<{ metrics: { step: number; loss: number | null }[] }>(
      'GET',
      `${jobs}/${id}/metrics`,
    );
    return metrics.map((point) => point.step);
  }

  /** The job once it has ended or `condition` holds. */
  async until(
    id: string,
    what: string,
    condition: (job: JobView) => boolean | Promise<boolean>,
  ): Promise<JobView> {
    let job = await this.status(id);
    await waitFor(what, patienceSeconds, async () => {
      job = await this.status(id);
      if (await condition(job)) return true;
      if (job.status === 'FAILED')
        throw new Error(`The job failed: ${JSON.stringify(job.error)}\n${await this.logs(id)}`);
      return false;
    });
    return job;
  }

  async #call<Answer>(method: string, path: string, json?: unknown): Promise<Answer> {
    const response = await this.#send(method, path, json === undefined ? undefined : JSON.stringify(json));
    return (await response.json()) as Answer;
  }

  async #send(method: string, path: string, body?: FormData | string): Promise<Response> {
    const headers: Record<string, string> = { authorization: `Bearer ${this.#token}` };
    if (typeof body === 'string') headers['content-type'] = 'application/json';
    const response = await fetch(this.#url + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    if (!response.ok)
      throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`);
    return response;
  }
}

/** Looks again and again until `condition` holds; throws after `atMostSeconds`. */
export async function waitFor(
  what: string,
  atMostSeconds: number,
  condition: () => Promise<boolean>,
): Promise<void> {
  const giveUpAt = performance.now() + atMostSeconds * 1000;
  while (!(await condition())) {
    if (performance.now() > giveUpAt) throw new Error(`Waited ${atMostSeconds} seconds in vain for ${what}.`);
    await sleep(200);
  }
}
