import type { DatasetFacts, Facts } from './facts.ts';
import type { DatasetView } from './job-view.ts';

/** What is known of the dataset that an entry of `datasets` trains on; null where nothing is. */
export function datasetFactsOf(
  dataset: DatasetView,
  facts: Facts,
): { readonly name: string; readonly facts: DatasetFacts } | null {
  const meaning = dataset.folder?.meaning;
  if (meaning?.kind !== 'dataset' || facts.datasets === null) return null;
  const known = Object.hasOwn(facts.datasets, meaning.dataset) ? facts.datasets[meaning.dataset] : undefined;
  return known === undefined ? null : { name: meaning.dataset, facts: known };
}
