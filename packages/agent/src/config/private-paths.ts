import type { Replacement } from '../reporting/redact.ts';

/** The folders that configs name, whatever machine a run is on. */
const contractFolders = { output: '/app/ai-toolkit/output', datasets: '/app/ai-toolkit/datasets' } as const;

/** The run's own folders that stand for them. */
export interface PrivateFolders {
  output: string;
  datasets: string;
}

// A path is a whole value, or the value of the flag by which a sample prompt names a control image.
const contractPath =
  /(^\s*|--ctrl_img(?:_\d)?\s+)\/app\/ai-toolkit\/(output|datasets)(?=\/|\s*$|\s+--)((?:(?!\s--).)*)/gs;

/**
 * A copy of a config in which every contract path leads into the run's own folders. Text that only mentions
 * such a path, like a caption, stays as it is. Throws where a path climbs with "..".
 */
export function toPrivatePaths<Value>(config: Value, folders: PrivateFolders): Value {
  return rewrite(config, folders) as Value;
}

function rewrite(value: unknown, folders: PrivateFolders): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(
      contractPath,
      (whole, before: string, folder: keyof PrivateFolders, rest: string) => {
        if (rest.split('/').includes('..')) {
          throw new Error(`The config's path ${whole.trim()} leads out of its folder.`);
        }
        return before + folders[folder] + rest;
      },
    );
  }
  if (Array.isArray(value)) return value.map((item) => rewrite(item, folders));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rewrite(item, folders)]));
  }
  return value;
}

/** The way back, for logs and messages: people know the contract paths, not where this machine keeps runs. */
export function toContractPaths(folders: PrivateFolders): Replacement[] {
  return [
    { text: folders.output, by: contractFolders.output },
    { text: folders.datasets, by: contractFolders.datasets },
  ];
}
