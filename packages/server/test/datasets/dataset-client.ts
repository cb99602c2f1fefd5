/** What a server answered. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely by tests
  readonly body: any;
}

const base = '/prod/v1/trainers/datasets';

/** Calls of the dataset API as one account; refusals are returned, not thrown. */
export class DatasetClient {
  readonly url: string;
  readonly headers: Record<string, string>;

  constructor(url: string, account: string) {
    this.url = url;
    this.headers = { authorization: `Bearer ${account}` };
  }

  async call(method: string, path: string, body?: unknown): Promise<Reply> {
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    return reply(
      await fetch(`${this.url}${base}${path}`, { method, headers: { ...this.headers, ...type }, ...json }),
    );
  }

  create(body: unknown = {}): Promise<Reply> {
    return this.call('POST', '', body);
  }

  /** A new dataset's id. */
  async createId(name?: string): Promise<string> {
    return (await this.create(name === undefined ? {} : { name })).body.id;
  }

  status(id: string): Promise<Reply> {
    return this.call('GET', `/${id}/status`);
  }

  async upload(id: string, filename: string, bytes: Buffer | string): Promise<Reply> {
    const form = new FormData();
    form.append('file', new Blob([plain(bytes)]), filename);
    return reply(
      await fetch(`${this.url}${base}/${id}/upload`, { method: 'POST', headers: this.headers, body: form }),
    );
  }

  /** Sends a multipart body exactly as given. */
  async uploadRaw(id: string, body: Buffer | string, contentType: string): Promise<Reply> {
    return reply(
      await fetch(`${this.url}${base}/${id}/upload`, {
        method: 'POST',
        headers: { ...this.headers, 'content-type': contentType },
        body: plain(body),
      }),
    );
  }

  sign(id: string, filenameToByteSize: unknown): Promise<Reply> {
    return this.call('POST', `/${id}/get-upload-endpoint`, { filenameToByteSize });
  }

  /** A signed URL for one file. */
  async signOne(id: string, filename: string, sizeBytes: number): Promise<string> {
    return (await this.sign(id, { [filename]: sizeBytes })).body.uploads[filename].upload_url;
  }
}

/** PUTs bytes to a signed URL. */
export async function put(url: string, bytes: Buffer | string): Promise<Reply> {
  return reply(await fetch(url, { method: 'PUT', body: plain(bytes) }));
}

function plain(bytes: Buffer | string): Uint8Array<ArrayBuffer> | string {
  return typeof bytes === 'string' ? bytes : new Uint8Array(bytes);
}

async function reply(response: Response): Promise<Reply> {
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
}
