import { type DiskRoom, diskObstacle } from '../disk/disk-space.ts';
import type { Checkouts } from '../trainers/checkouts.ts';
import type { CheckpointChecks } from './checkpoint-checks.ts';
import type { DispatchOptions } from './dispatch-options.ts';
import type { ModelChecks } from './model-checks.ts';

/**
 * Keeps runs waiting whose checkout is gone, for which the disk has no room, whose checkpoint was not read through as
 * yet, or whose model the hub refuses by now; `models` is null where no run fetches any.
 */
export function createStartCheck(options: {
  readonly checkouts: Checkouts;
  readonly diskRoom: () => Promise<DiskRoom>;
  readonly models: ModelChecks | null;
  readonly checkpoints: CheckpointChecks;
}): NonNullable<DispatchOptions['startCheck']> {
  const { checkouts, models, checkpoints } = options;
  return async () => {
    const room = await options.diskRoom();
    await Promise.all([models?.refresh(), checkpoints.refresh()]);
    return {
      obstacle(run, startingBytes = 0) {
        if (run.checkout !== null && checkouts.find(run.checkout) === null) {
          return `The account was pinned to the trainer checkout "${run.checkout}", which this installation no longer has. Have AI_TOOLKIT_DIRS name it again; or pin the account to another with "trainyard account pin", cancel the job and resume it.`;
        }
        const promised = { ...room, promisedBytes: room.promisedBytes + startingBytes };
        return diskObstacle(run.disk_bytes, promised) ?? models?.refusal(run) ?? null;
      },
      isReady: (run) => checkpoints.isRead(run) && (models?.isFresh(run) ?? true),
    };
  };
}
