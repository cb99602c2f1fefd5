import { type Facts, type FileSample, pairingKey } from './facts.ts';
import type { DatasetView, JobView } from './job-view.ts';
import { controlGroup, hasOwnControls } from './model-groups.ts';
import type { ModelArch } from './models/model.ts';
import { pairingOf } from './references.ts';
import type { Report } from './rule.ts';

/**
 * What is wrong with the control images of the training sets, for a model that cannot train without them: no
 * control folder, images without a partner, or more partners than the model takes.
 */
export function datasetControlProblems(job: JobView, facts: Facts, model: ModelArch): readonly Report[] {
  return job.datasets
    .filter((dataset) => dataset.block.exists && !hasOwnControls(dataset))
    .flatMap((dataset) => datasetProblems(dataset, facts, model));
}

function datasetProblems(dataset: DatasetView, facts: Facts, model: ModelArch): readonly Report[] {
  const [first] = dataset.controls;
  const name =
    dataset.folder?.meaning.kind === 'dataset' ? `"${dataset.folder.meaning.dataset}"` : 'the dataset';
  if (first === undefined) {
    return [
      {
        at: dataset.block.at('control_path'),
        message: `${name === 'the dataset' ? 'The dataset' : `The dataset ${name}`} has no control images (\`control_path\`), and ${model.title} needs them.`,
      },
    ];
  }
  const { max } = model.datasetControls;
  // One folder too many is only known of these; where one is allowed, what counts is each image's partners.
  const surplus = max > 1 && controlGroup(model) === 'qwen-edit' ? dataset.controls[max] : undefined;
  if (surplus !== undefined) {
    return [
      {
        at: surplus.at,
        message: `${name === 'the dataset' ? 'The dataset' : `The dataset ${name}`} has ${dataset.controls.length} control folders, and ${model.title} takes at most ${max}.`,
        fix: `Name at most ${max} control folders.`,
      },
    ];
  }
  const reference = pairingOf(dataset);
  const pairing = reference === null ? undefined : facts.pairings[pairingKey(reference)];
  if (pairing === undefined) return [];
  const problems: Report[] = [];
  if (pairing.missing.count > 0) {
    problems.push({
      at: first.at,
      message: `${countOf(pairing.missing)} of the dataset ${name} ${pairing.missing.count === 1 ? 'has' : 'have'} no control image of the same name: ${listOf(pairing.missing)}.`,
    });
  }
  if (model.datasetControls.max === 1 && pairing.several.count > 0) {
    problems.push({
      at: first.at,
      message: `${countOf(pairing.several)} of the dataset ${name} ${pairing.several.count === 1 ? 'has' : 'have'} more than one control image, and ${model.title} takes exactly one: ${listOf(pairing.several)}.`,
      fix: 'Name one control folder only.',
    });
  }
  return problems;
}

function countOf(sample: FileSample): string {
  return sample.count === 1 ? 'One image' : `${sample.count} images`;
}

function listOf(sample: FileSample): string {
  const shown = sample.examples.slice(0, 10).join(', ');
  return sample.count > Math.min(sample.examples.length, 10) ? `${shown}, …` : shown;
}
