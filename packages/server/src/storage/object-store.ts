import type { Readable } from 'node:stream';

/** A place in the store. Made only by the functions of `object-key.ts`, never from a name that a user chose. */
export type ObjectKey = string & { readonly brand: 'ObjectKey' };

/** What is known of a stored object. */
export interface ObjectInfo {
  readonly sizeBytes: number;
  /** SHA-256 in lower-case hex. */
  readonly sha256: string;
}

/** Bounds on bytes that arrive from outside. */
export interface PutLimits {
  /** One byte more ends the upload with `ObjectTooLargeError`, as soon as it arrives. */
  readonly maxBytes: number;
  /** Where set, any other size is refused with `ObjectSizeError` and nothing is stored. */
  readonly exactBytes?: number;
  /** Told how many bytes have arrived, with every piece of them. */
  readonly onBytes?: (sizeBytes: number) => void;
}

/** What a signed link lets its holder do, and nothing else. */
export type LinkGrant =
  | { readonly method: 'GET'; readonly key: ObjectKey; readonly filename: string; readonly expiresAt: number }
  | {
      readonly method: 'PUT';
      /** What the bytes are for: an upload of a dataset, or an artifact of a run. */
      readonly purpose: 'dataset-upload' | 'artifact';
      readonly id: string;
      readonly filename: string;
      readonly sizeBytes: number;
      readonly expiresAt: number;
    };

/**
 * Where bytes live. Rules every store keeps, checked by one suite that runs on all of them:
 * - `put` is all or nothing: a reader sees no object or the whole one, and after `put` has returned the bytes
 *   survive a power cut. A stream that fails (`SourceError`) or breaks a limit leaves nothing behind.
 * - Objects never change; a key is written once. `delete` of what is not there succeeds.
 * - A missing object is `null` from `head` and `ObjectMissingError` from `read`.
 */
export interface ObjectStore {
  readonly name: string;
  /** Takes the stream over and destroys it at the end, however it ends. */
  put(key: ObjectKey, bytes: Readable, limits: PutLimits): Promise<ObjectInfo>;
  head(key: ObjectKey): Promise<{ sizeBytes: number } | null>;
  /** Bytes `start` to `end`, both inclusive; the whole object without a range. */
  read(key: ObjectKey, range?: { start: number; end: number }): Promise<Readable>;
  delete(key: ObjectKey): Promise<void>;
  /**
   * Keys of all objects under a prefix that ends with `/`; none where there are none. Throws where the store
   * cannot be listed. Sizes are left out: an object is whole and never changes, so its row knows its size.
   */
  list(prefix: string): AsyncIterable<ObjectKey>;
  /**
   * A token that changes when an object under the prefix was added or removed, so that an unchanged folder
   * need not be listed; null where the store cannot tell at present. Throws where the folder cannot be looked at.
   */
  listingToken(prefix: string): Promise<string | null>;
  /** Where the object lies on this machine's file system, for agents that run here; null where it does not. */
  localPath(key: ObjectKey): string | null;
  /** Frees what writes that were cut off have left behind; what is being written is left alone. */
  sweep(): Promise<void>;
  /** Throws, saying why, when nothing can be stored at present. */
  check(): Promise<void>;
}

/** The bytes went over `maxBytes`; nothing was stored. */
export class ObjectTooLargeError extends Error {}

/** The bytes were not `exactBytes` many; nothing was stored. */
export class ObjectSizeError extends Error {}

/** There is no such object. */
export class ObjectMissingError extends Error {}

/** The stream that the bytes came from failed, for example because the client went away; nothing was stored. */
export class SourceError extends Error {}
