import type { Clock } from '../clock.ts';
import type { Db } from '../db/open.ts';
import type { GpuOffer } from '../gpus/gpu-offers.ts';
import type { Links } from '../storage/links.ts';
import type { ArtifactChecks } from './artifact-checks.ts';
import type { CheckConfig, LoadFacts } from './check-config.ts';
import type { JobSignals } from './job-signals.ts';

/** What the operations on jobs need. */
export interface JobOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly links: Links;
  /** Looks at checkpoints before they are used. */
  readonly artifacts: Pick<ArtifactChecks, 'look'>;
  readonly signals: JobSignals;
  readonly trainer: 'builtin' | 'ai-toolkit';
  /** Encrypts the token that a config brought along. */
  readonly box: { encrypt(text: string): string };
  readonly checkConfig: CheckConfig;
  readonly loadFacts: LoadFacts;
  readonly gpuOffers: () => Promise<readonly GpuOffer[]>;
  /** The origin of absolute URLs, without a slash at its end. */
  readonly origin: () => string;
  /** Says that there may be work for the dispatcher. Must not throw. */
  readonly notifyDispatcher: () => void;
  /** Says that there are objects to be deleted from the store. Must not throw. */
  readonly notifyReclaim: () => void;
  /** How long the answer to a cancel waits for the run to end. */
  readonly cancelWaitMs: number;
}
