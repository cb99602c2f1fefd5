import type { Clock } from '../clock.ts';
import type { ArtifactsTable } from '../db/tables.ts';
import { parseObjectKey } from '../storage/object-key.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { artifactDamage } from './artifact-damage.ts';
import { safetensorsDamage } from './safetensors-damage.ts';

/** Says in words what is wrong with an artifact; null where nothing is known to be. Throws as `artifactDamage` does. */
export type DamageOf = (artifact: ArtifactsTable) => Promise<string | null>;

/** Looks at what runs are to go on from. */
export interface ArtifactChecks {
  /**
   * While somebody waits for the answer: a small file is read, of a large one it is seen that it is there in full and,
   * for weights, that its header describes it.
   */
  readonly look: DamageOf;
  /** Reads every byte, unless that was done just now. */
  readonly readThrough: DamageOf;
}

/** Read in a second or so; checkpoints of most LoRAs are smaller. */
const defaultReadAtOnceBytes = 256_000_000;
/** What was read through is not read again for so long. */
const freshMs = 10 * 60_000;
const mostRemembered = 1_000;

/** Checks of artifacts in a store, for everything in this process that asks for them. */
export function createArtifactChecks({
  store,
  clock,
  readAtOnceBytes = defaultReadAtOnceBytes,
}: {
  readonly store: Pick<ObjectStore, 'read' | 'head'>;
  readonly clock: Clock;
  readonly readAtOnceBytes?: number;
}): ArtifactChecks {
  /** When each was found whole. */
  const whole = new Map<string, number>();

  const read: DamageOf = async (artifact) => {
    const damage = await artifactDamage(store, artifact);
    whole.delete(artifact.id);
    if (damage === null) {
      const oldest = whole.size >= mostRemembered ? whole.keys().next().value : undefined;
      if (oldest !== undefined) whole.delete(oldest);
      whole.set(artifact.id, clock.now());
    }
    return damage;
  };

  return {
    async look(artifact) {
      if (artifact.size_bytes <= readAtOnceBytes) return read(artifact);
      const found = await store.head(parseObjectKey(artifact.object_key));
      if (found === null) return 'its file is gone from the store';
      if (found.sizeBytes === artifact.size_bytes) return safetensorsDamage(store, artifact);
      return `its file has ${found.sizeBytes} bytes in place of ${artifact.size_bytes}`;
    },
    async readThrough(artifact) {
      const at = whole.get(artifact.id);
      return at !== undefined && clock.now() - at < freshMs ? null : read(artifact);
    },
  };
}
