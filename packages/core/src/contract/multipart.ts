import { sizeOf } from './raw-bytes.ts';
import { type ByteSource, isBlob, piecesOf } from './web-types.ts';

/** A file to upload. */
export interface UploadFile {
  readonly filename: string;
  readonly body: ByteSource;
  /** Lets the length of the request be announced when `body` is a stream. */
  readonly sizeBytes?: number;
}

export interface MultipartBody {
  readonly contentType: string;
  /** Null where the size of the file is not known beforehand. */
  readonly sizeBytes: number | null;
  readonly pieces: AsyncIterable<Uint8Array>;
}

// A standard global of Node and of browsers, whose types this package does not have.
declare const TextEncoder: new () => { encode(text: string): Uint8Array };

/** A form with one part `file`, made as it is sent: the file is never held as a whole. */
export function encodeMultipart(file: UploadFile, boundary: string): MultipartBody {
  const encoder = new TextEncoder();
  const head = encoder.encode(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${escapeFilename(file.filename)}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
  );
  const tail = encoder.encode(`\r\n--${boundary}--\r\n`);
  const fileBytes = sizeOf(file.body) ?? file.sizeBytes;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    sizeBytes: fileBytes === undefined ? null : head.length + fileBytes + tail.length,
    pieces: concatenate(head, file.body, tail),
  };
}

async function* concatenate(
  head: Uint8Array,
  body: ByteSource,
  tail: Uint8Array,
): AsyncGenerator<Uint8Array> {
  yield head;
  if (body instanceof Uint8Array) yield body;
  else yield* isBlob(body) ? piecesOf(body.stream()) : body;
  yield tail;
}

/** As the HTML standard writes the name of a file in a form. */
function escapeFilename(filename: string): string {
  return filename.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
