/** A request as data: shown on the page of an error, and sent by the tests. */
export interface RequestExample {
  readonly method: 'GET' | 'POST';
  /** The path, with placeholders such as `{dataset_id}`. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** Sent as the form field `file`. */
  readonly file?: {
    readonly filename: string;
    /** What the file is, in words. */
    readonly content: string;
    /** Only where the size matters. */
    readonly sizeBytes?: number;
  };
  /** The state it takes for granted, as a sentence; left out where that is nothing special. */
  readonly given?: string;
}

/** A request that an error is given for, and one like it that succeeds. */
export interface RequestExamples {
  readonly bad: RequestExample;
  readonly good: RequestExample;
}

/** A request as it is shown: its first line, and its body where it has one. */
export function showRequest({ method, path, body, file }: RequestExample): string {
  const lines = [`${method} ${path}`];
  if (body !== undefined) {
    lines.push('Content-Type: application/json', '', JSON.stringify(body, null, 2));
  }
  if (file !== undefined) {
    const size = file.sizeBytes === undefined ? '' : `, ${file.sizeBytes.toLocaleString('en-US')} bytes`;
    lines.push('Content-Type: multipart/form-data', '', `file: ${file.filename} (${file.content}${size})`);
  }
  return `${lines.join('\n')}\n`;
}
