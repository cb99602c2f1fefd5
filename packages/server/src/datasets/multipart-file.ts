import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyConfig, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import { HttpError } from '@trainyard/core';

/** The one file of a multipart form, while its bytes are still arriving. */
export interface MultipartFile {
  /** As the client wrote it, with folders where it named some; null where the part has no file name. */
  readonly filename: string | null;
  readonly bytes: Readable;
  /** Resolves when the form ended well after this file; rejects where it was malformed or held another file. */
  end(): Promise<void>;
  /** Parses no more of the form; what is still to come is thrown away. */
  abandon(): void;
}

const limits = { fields: 50, fieldSize: 64 * 1024, files: 2, parts: 60, headerPairs: 100 };

/**
 * Begins to read a multipart form and resolves as soon as the header of its part `file` has arrived. Other
 * fields are ignored. Throws a 415, 400 or 422 for a request that is not such a form.
 */
export function openMultipartFile(request: IncomingMessage): Promise<MultipartFile> {
  const end = settled<void>();
  const opened = settled<MultipartFile>();
  const parser = createParser(request);
  let file: Readable | null = null;

  const stop = () => {
    request.unpipe(parser);
    // Unpiping pauses: a request whose end is never read keeps its connection busy for ever.
    request.resume();
  };
  const fail = (error: HttpError) => {
    stop();
    opened.reject(error);
    end.reject(error);
    file?.destroy(error);
  };

  parser.on('file', (field, bytes, filename) => {
    bytes.on('error', () => {});
    if (file !== null || field !== 'file') {
      bytes.resume();
      const problem = file === null ? `a file in the field "${field}"` : 'more than one file';
      fail(new HttpError(422, `The form holds ${problem}; send exactly one file, in the field "file".`));
      return;
    }
    file = bytes;
    opened.resolve({ filename: filename ?? null, bytes, end: () => end.promise, abandon: stop });
  });
  parser.on('finish', () => {
    if (file === null) fail(new HttpError(422, 'The form has no file in the field "file".'));
    else end.resolve();
  });
  parser.on('error', (error) => {
    fail(new HttpError(400, 'The multipart form is malformed or was cut off.', { cause: error }));
  });
  request.once('close', () => {
    if (!request.complete)
      fail(new HttpError(400, 'The connection ended before the whole form had arrived.'));
  });
  request.pipe(parser);
  return opened.promise;
}

function createParser(request: IncomingMessage): BusboyInstance {
  const contentType = request.headers['content-type'] ?? '';
  if (!/^multipart\/form-data\b/i.test(contentType)) {
    throw new HttpError(415, 'Upload the file as multipart/form-data, in the field "file".');
  }
  const config: BusboyConfig = {
    headers: request.headers as BusboyHeaders,
    limits,
    fileHwm: 256 * 1024,
    // A name with a folder in it is refused by the caller; cutting it short here would hide that.
    preservePath: true,
    isPartAFile: (field, _type, filename) => filename !== undefined || field === 'file',
  };
  try {
    return new Busboy(config);
  } catch (error) {
    throw new HttpError(400, 'The content-type of the form names no usable boundary.', { cause: error });
  }
}

/** A promise that others settle; nobody has to wait for it. */
function settled<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  promise.catch(() => {});
  return { promise, resolve, reject };
}
