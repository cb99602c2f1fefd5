import { diskObstacle, freeBytes } from '../disk/disk-space.ts';
import type { Checkouts } from '../trainers/checkouts.ts';
import type { DispatchOptions } from './dispatch-options.ts';

/** Keeps runs waiting whose checkout is gone, or for which the disk that `folder` lies on has no room. */
export function createStartCheck(options: {
  readonly checkouts: Checkouts;
  readonly folder: string;
}): NonNullable<DispatchOptions['startCheck']> {
  const { checkouts } = options;
  return async () => {
    const free = await freeBytes(options.folder);
    return (run) => {
      if (run.checkout !== null && checkouts.find(run.checkout) === null) {
        return `The account was pinned to the trainer checkout "${run.checkout}", which this installation no longer has. Have AI_TOOLKIT_DIRS name it again; or pin the account to another with "trainyard account pin", cancel the job and resume it.`;
      }
      return diskObstacle(run.disk_bytes, free);
    };
  };
}
