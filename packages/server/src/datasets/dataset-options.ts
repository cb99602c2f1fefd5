import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Db } from '../db/open.ts';
import type { Links } from '../storage/links.ts';
import type { ObjectStore } from '../storage/object-store.ts';

/** What the operations on datasets need. */
export interface DatasetOptions {
  readonly db: Db;
  readonly store: ObjectStore;
  readonly links: Links;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** The largest file that a signed URL is given for. */
  readonly signedUploadMaxBytes: number;
  /** How long a signed upload URL is good for. */
  readonly signedUploadTtlMs: number;
  /** How often an upload on which bytes arrive is marked as alive. */
  readonly uploadRefreshMs?: number;
  /** Says that files wait to be validated. Must not throw. */
  readonly notifyValidation: () => void;
  /** Says that there may be storage to reclaim. Must not throw. */
  readonly notifyReclaim: () => void;
}
