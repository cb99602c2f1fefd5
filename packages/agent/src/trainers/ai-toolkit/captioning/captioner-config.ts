import type { Assignment } from '@trainyard/core';
import { toPrivatePaths } from '../../../config/private-paths.ts';
import type { RunFolders } from '../../../supervisor/run-folders.ts';

type Fields = Record<string, unknown>;

/**
 * The config that a captioner reads: private paths, its control database, and the device of the run. On the
 * processor it computes in single precision, and quantizes nothing.
 */
export function toCaptionerConfig(
  assignment: Pick<Assignment, 'config' | 'gpus'>,
  folders: Pick<RunFolders, 'output' | 'datasets'>,
  controlFile: string,
): Fields {
  const config = toPrivatePaths(assignment.config, folders) as Fields;
  const inner = fieldsOf(config['config']);
  const processes = Array.isArray(inner['process']) ? inner['process'] : [];
  const device = hasCard(assignment) ? {} : { device: 'cpu' };
  const precision = hasCard(assignment) ? {} : { dtype: 'fp32', quantize: false };
  return {
    ...config,
    config: {
      ...inner,
      process: processes.map((process) => ({
        ...fieldsOf(process),
        ...device,
        sqlite_db_path: controlFile,
        caption: { ...fieldsOf(fieldsOf(process)['caption']), ...device, ...precision },
      })),
    },
  };
}

/** As the environment of trainers has it: a slot of the processor is no device. */
function hasCard({ gpus }: Pick<Assignment, 'gpus'>): boolean {
  return gpus.some(({ id }) => /^(?:GPU|MIG)-/.test(id));
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
