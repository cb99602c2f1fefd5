import { configErrors } from './config-errors.ts';
import { datasetErrors } from './dataset-errors.ts';
import type { ErrorEntry } from './entry.ts';
import { jobErrors } from './job-errors.ts';
import { ownErrors } from './own-errors.ts';

const merged = [...datasetErrors, ...jobErrors, ...configErrors, ...ownErrors] as const;

/** Every number of the catalogue, as literals. */
export type ErrorCode = (typeof merged)[number]['code'];

/** Every name of the catalogue, as literals; two numbers share DATASET_NOT_FOUND. */
export type ErrorName = (typeof merged)[number]['name'];

/** An entry whose number is known to be in the catalogue. */
export type CatalogueEntry = ErrorEntry & { readonly code: ErrorCode; readonly name: ErrorName };

/** The whole catalogue, by ascending number. */
export const allErrors: readonly CatalogueEntry[] = [...merged].sort((a, b) => a.code - b.code);

const byCode: ReadonlyMap<number, CatalogueEntry> = new Map(allErrors.map((entry) => [entry.code, entry]));

/** The entry of a number, or undefined for a number outside the catalogue. */
export function findError(code: ErrorCode): CatalogueEntry;
export function findError(code: number): CatalogueEntry | undefined;
export function findError(code: number): CatalogueEntry | undefined {
  return byCode.get(code);
}

/** True for a number that the catalogue has. */
export function isErrorCode(code: number): code is ErrorCode {
  return byCode.has(code);
}
