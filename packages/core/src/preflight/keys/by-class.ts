import { adapterBlock } from './adapter.ts';
import { datasetBlock } from './datasets.ts';
import type { KeyBlock } from './key.ts';
import { modelBlock } from './model.ts';
import { lormBlock, lormModuleBlock, networkBlock } from './network.ts';
import { decoratorBlock, embeddingBlock, guidanceBlock } from './root.ts';
import { sampleBlock, sampleItemBlock } from './sample.ts';
import { loggingBlock, saveBlock } from './save-and-logging.ts';
import { sliderAnchorBlock, sliderBlock, sliderPairBlock, sliderTargetBlock } from './slider.ts';
import { movingAverageBlock, trainBlock, validationBlock, validationItemBlock } from './train.ts';

/** Which block of ours stands for which config class of the trainer, to compare the two. */
export const keyBlocksByClass: ReadonlyMap<string, KeyBlock> = new Map([
  ['SaveConfig', saveBlock],
  ['LoggingConfig', loggingBlock],
  ['SampleItem', sampleItemBlock],
  ['SampleConfig', sampleBlock],
  ['LormModuleSettingsConfig', lormModuleBlock],
  ['LoRMConfig', lormBlock],
  ['NetworkConfig', networkBlock],
  ['AdapterConfig', adapterBlock],
  ['ValidationItem', validationItemBlock],
  ['ValidationConfig', validationBlock],
  ['EmbeddingConfig', embeddingBlock],
  ['DecoratorConfig', decoratorBlock],
  ['TrainConfig', trainBlock],
  ['ModelConfig', modelBlock],
  ['EMAConfig', movingAverageBlock],
  ['ReferenceDatasetConfig', sliderPairBlock],
  ['SliderTargetConfig', sliderTargetBlock],
  ['GuidanceConfig', guidanceBlock],
  ['SliderConfigAnchors', sliderAnchorBlock],
  ['SliderConfig', sliderBlock],
  ['DatasetConfig', datasetBlock],
]);
