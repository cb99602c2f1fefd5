import type { DatasetOptions } from '../datasets/dataset-options.ts';
import type { GpuOffer } from '../gpus/gpu-offers.ts';
import type { JobSignals } from '../jobs/job-signals.ts';
import type { RefusedModels } from '../models/refused-models.ts';

/** What the operations on captionings need. */
export interface CaptioningOptions extends DatasetOptions {
  readonly signals: JobSignals;
  /** The built-in trainer has no captioner. */
  readonly trainer: 'builtin' | 'ai-toolkit';
  readonly gpuOffers: () => Promise<readonly GpuOffer[]>;
  /** Folders in which models may lie. */
  readonly modelFolders: readonly string[];
  /** Asks the hub about models; null where nothing is fetched. */
  readonly refusedModels: RefusedModels | null;
  /** Decrypts the token that a config brought along; captionings have none. */
  readonly box: { decrypt(ciphertext: string): string };
  readonly accountSecret: (accountId: string, name: string) => Promise<string | null>;
  /** The installation's own Hugging Face token, for accounts without one. */
  readonly hfToken: string | null;
  /** Says that there may be work for the dispatcher. Must not throw. */
  readonly notifyDispatcher: () => void;
  /** How long the answer to a cancel waits for the run to end. */
  readonly cancelWaitMs: number;
}
