/** The parts of a dataset's page. */
export type DatasetTab = 'gallery' | 'facts';

/** What the address of a dataset's page keeps. */
export interface DatasetView {
  readonly tab?: Exclude<DatasetTab, 'gallery'>;
}

/** Reads the part of the page from an address, whatever is in it. */
export function readDatasetView(search: Readonly<Record<string, unknown>>): DatasetView {
  return search['tab'] === 'facts' ? { tab: 'facts' } : {};
}
