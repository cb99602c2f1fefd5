import { type ModelArch, models, renderMarkdown, type Text, trainerRelease } from '@trainyard/core';
import type { Output } from '../output.ts';

/** Every architecture that preflight knows. */
export const modelsMarkdown: Output = {
  path: 'docs/reference/models.md',
  render: () =>
    renderMarkdown({
      title: 'Models',
      blocks: [
        {
          kind: 'paragraph',
          text: `What can stand in \`model.arch\`, as AI Toolkit ${trainerRelease.version} (\`${trainerRelease.commit.slice(0, 12)}\`) knows it. Preflight reads the same table. A size is in billions of parameters; “control images” are those that a config names in \`control_path\` for training and in \`ctrl_img\` for samples.`,
        },
        {
          kind: 'table',
          head: ['Family', 'Model', 'Names', 'Makes', 'Size', 'Control images', 'Frames'],
          rows: models.map(rowOf),
        },
      ],
      sections: [],
    }),
};

function rowOf(model: ModelArch): Text[] {
  const names = new Set([model.arch, ...model.variants.map((variant) => variant.name), ...model.aliases]);
  return [
    model.family,
    model.title,
    [...names].map((name) => `\`${name}\``).join(', '),
    model.modality,
    model.size === null ? '' : String(model.size.parametersB),
    controlsOf(model),
    model.frames === null ? '' : framesOf(model.frames),
  ];
}

function controlsOf({ datasetControls, sampleControls }: ModelArch): string {
  const parts: string[] = [];
  if (datasetControls.required) parts.push('needed for training');
  else if (datasetControls.max > 0) parts.push('possible for training');
  if (sampleControls.refused) parts.push('refused in samples');
  else if (sampleControls.required) parts.push('needed in samples');
  else if (sampleControls.keys.length > 0) parts.push('possible in samples');
  return parts.join(', ');
}

function framesOf({ multiple, offset, onMismatch }: NonNullable<ModelArch['frames']>): string {
  const rule = offset === 0 ? `a multiple of ${multiple}` : `a multiple of ${multiple}, plus ${offset}`;
  return `${rule}; ${onMismatch === 'crash' ? 'another count fails' : 'surplus frames are dropped'}`;
}
