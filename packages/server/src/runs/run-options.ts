import type { Clock } from '../clock.ts';
import type { Db } from '../db/open.ts';
import type { JobSignals } from '../jobs/job-signals.ts';
import type { Links } from '../storage/links.ts';
import type { ObjectKey, ObjectStore } from '../storage/object-store.ts';

/** What the server's side of the run protocol needs. */
export interface RunOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly store: ObjectStore;
  readonly links: Links;
  readonly signals: JobSignals;
  /** Decrypts the token that a config brought along. */
  readonly box: { decrypt(ciphertext: string): string };
  /** A secret that the account stored; null where there is none. */
  readonly accountSecret: (accountId: string, name: string) => Promise<string | null>;
  /** The installation's own Hugging Face token, for accounts without one. */
  readonly hfToken: string | null;
  /** The place in the store of a new artifact. */
  readonly artifactKey: (jobId: string, artifactId: string) => ObjectKey;
  /** Says that a run is over, so that the dispatcher closes it. Must not throw. */
  readonly notifyDispatcher: () => void;
  /** A run that does not report for so long is looked into. */
  readonly leaseMs: number;
  /** How often an agent is to report. */
  readonly reportIntervalMs: number;
  /** How long a trainer that was asked to stop may take. */
  readonly stopGraceMs: number;
  /** How long a link for an artifact's bytes can be used. */
  readonly uploadLinkMs: number;
  /** Largest artifact that is taken, in bytes. */
  readonly maxArtifactBytes: number;
}
