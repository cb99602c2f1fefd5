import { fileKindOf } from '../datasets/file-types.ts';
import { type Facts, fileKey } from './facts.ts';
import { type JobView, type SampleView, viewSamples } from './job-view.ts';
import { controlsFor } from './model-groups.ts';
import type { ModelArch } from './models/model.ts';
import type { Report } from './rule.ts';

/**
 * What is wrong with the control images of the samples that will be drawn: one that the model needs is missing,
 * or one that is named does not exist. Samples without a prompt are not drawn; nothing is with
 * `disable_sampling`. The samples at the end are always drawn, so `skip_first_sample` changes nothing.
 */
export function sampleControlProblems(job: JobView, facts: Facts, model: ModelArch): readonly Report[] {
  if (job.train.truthy('disable_sampling')) return [];
  const samples = [...job.samples, ...viewSamples(job.process.child('first_sample'))];
  return samples
    .filter((sample) => sample.prompt !== null)
    .flatMap((sample) => [...missingControl(sample, model), ...badFiles(sample, facts, model)]);
}

function missingControl(sample: SampleView, model: ModelArch): readonly Report[] {
  const { required, keys } = model.sampleControls;
  if (!required || controlsFor(model, sample).length > 0) return [];
  const prompt = sample.prompt?.text ?? '';
  const shown = prompt.length > 60 ? `${prompt.slice(0, 57)}…` : prompt;
  const names = keys.map((key) => `\`${key}\``).join(', ');
  return [
    {
      at: sample.block.exists ? sample.block.at(keys[0] ?? 'ctrl_img') : sample.promptAt,
      message: `The sample "${shown}" has no control image, and ${model.title} cannot draw without one.`,
      fix: sample.block.exists
        ? `Add ${keys.length > 1 ? `one of ${names}` : names} with a file of a dataset, or set "disable_sampling: true" in \`train\`.`
        : 'Write the samples as a list `samples` with `prompt` and `ctrl_img`, or set "disable_sampling: true" in `train`.',
    },
  ];
}

function badFiles(sample: SampleView, facts: Facts, model: ModelArch): readonly Report[] {
  const takesVideo = model.datasetControls.kinds.includes('video');
  return controlsFor(model, sample).flatMap(({ at, meaning }) => {
    if (meaning.kind !== 'dataset-file') return [];
    const kind = fileKindOf(meaning.filename);
    if (kind !== 'image' && !(kind === 'video' && takesVideo)) {
      return [{ at, message: `"${meaning.filename}" is no image.`, fix: 'Name an image of the dataset.' }];
    }
    if (facts.files[fileKey(meaning)] !== false) return [];
    return [
      {
        at,
        message: `The dataset "${meaning.dataset}" holds no file named "${meaning.filename}".`,
        fix: 'Upload it, or name a file that the dataset holds; capitals count.',
      },
    ];
  });
}
