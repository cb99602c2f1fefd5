/** Where the API contract says that a job writes, and where its datasets lie: names, not places on a machine. */
export const contractOutputFolder = '/app/ai-toolkit/output';
export const contractDatasetsFolder = '/app/ai-toolkit/datasets';

/** What a path in a config stands for. */
export type PathMeaning =
  | { readonly kind: 'dataset'; readonly dataset: string; readonly canonical: boolean }
  | {
      readonly kind: 'dataset-file';
      readonly dataset: string;
      readonly filename: string;
      readonly canonical: boolean;
    }
  /** Below a dataset, but neither it nor a file directly in it. */
  | { readonly kind: 'inside-dataset'; readonly dataset: string }
  | { readonly kind: 'other' };

const datasetPattern = /^(\/app\/ai-toolkit\/|\.\/)?datasets\/([^/]+)(?:\/(.*))?$/;
const datasetNamePattern = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,127}$/;

/** The contract's path of a dataset. */
export function datasetPath(name: string): string {
  return `${contractDatasetsFolder}/${name}`;
}

/** True for a name that a dataset (or a job) can have. */
export function isPlainName(name: string): boolean {
  return datasetNamePattern.test(name);
}

/**
 * Reads a path of a config. Besides the contract's form the trainer's relative one (`datasets/NAME`) is
 * understood, as not canonical; repeated and trailing slashes are fine.
 */
export function readPath(text: string): PathMeaning {
  const plain = text
    .trim()
    .replace(/\/{2,}/g, '/')
    .replace(/(?<=.)\/$/, '');
  const match = datasetPattern.exec(plain);
  const dataset = match?.[2];
  if (match === null || dataset === undefined || !isPlainName(dataset)) return { kind: 'other' };
  const canonical = match[1] === '/app/ai-toolkit/';
  const rest = match[3];
  if (rest === undefined) return { kind: 'dataset', dataset, canonical };
  if (rest.includes('/') || rest === '..' || rest === '.') return { kind: 'inside-dataset', dataset };
  return { kind: 'dataset-file', dataset, filename: rest, canonical };
}
