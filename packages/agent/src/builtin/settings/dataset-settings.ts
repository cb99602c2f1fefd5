import { isAbsolute } from 'node:path';
import { TrainingError } from '../training-error.ts';
import type { Block } from './read-block.ts';

/** One dataset of the config. */
export interface DatasetSettings {
  readonly folder: string;
  /** With its dot. */
  readonly captionExtension: string;
  readonly defaultCaption: string;
  readonly triggerWord: string;
  /** Share of the times that an example is shown without its caption. */
  readonly captionDropout: number;
  readonly repeats: number;
  /** Mirrored copies are added to the pictures, left to right and upside down. */
  readonly mirror: { readonly x: boolean; readonly y: boolean };
}

/** Reads `datasets`. Throws TrainingError where there is none or one cannot be used. */
export function readDatasets(process: Block, triggerWord: string): DatasetSettings[] {
  const datasets = process.blocks('datasets').map((dataset): DatasetSettings => {
    const key = dataset.has('dataset_path') ? 'dataset_path' : 'folder_path';
    const folder = dataset.text(key, '');
    if (!isAbsolute(folder)) throw dataset.fault(key, 'must be an absolute path');
    const extension = dataset.text('caption_type', dataset.text('caption_ext', '.txt'));
    return {
      folder,
      captionExtension: extension.startsWith('.') ? extension : `.${extension}`,
      defaultCaption: dataset.text('default_caption', ''),
      triggerWord: dataset.text('trigger_word', triggerWord),
      captionDropout: dataset.number('caption_dropout_rate', 0, { min: 0, max: 1 }),
      repeats: dataset.number('num_repeats', 1, { min: 1, max: 10_000, whole: true }),
      mirror: { x: dataset.flag('flip_x', false), y: dataset.flag('flip_y', false) },
    };
  });
  if (datasets.length === 0) {
    throw new TrainingError('The config has no datasets in config.process[0].datasets.');
  }
  return datasets;
}
