/** Statuses of a dataset, as the API names them. */
export const datasetStatuses = ['DRAFT', 'UPLOADING', 'READY', 'FAILED'] as const;
export type DatasetStatus = (typeof datasetStatuses)[number];

/** What the status of a dataset follows from. */
export interface DatasetCounts {
  /** Set once a file turned out broken; final. */
  readonly failed: boolean;
  /** Complete files. */
  readonly files: number;
  /** Complete files that are not validated yet. */
  readonly unvalidated: number;
  /** Uploads whose bytes are arriving, and signed URLs neither used nor expired. */
  readonly outstanding: number;
}

/** The status of a dataset: derived, never stored, so it cannot disagree with its files. */
export function datasetStatus(counts: DatasetCounts): DatasetStatus {
  if (counts.failed) return 'FAILED';
  if (counts.outstanding > 0 || counts.unvalidated > 0) return 'UPLOADING';
  return counts.files > 0 ? 'READY' : 'DRAFT';
}
