import type { ModelArch } from './model.ts';
import {
  flowDefaults,
  imageModel,
  interfaceModels,
  pulls,
  quantizedLowMemory,
  seen,
  soundOnly,
  timesteps,
} from './terms.ts';

const file = 'extensions_built_in/audio_models/ace_step/ace_step_15_model.py';

const samplePrompt = `<CAPTION>slow piano and soft strings, warm, close</CAPTION>
<LYRICS>
[Verse]
The harbour sleeps, the lamps are low
A quiet tide begins to go
</LYRICS>
<BPM>84</BPM>
<KEYSCALE>C major</KEYSCALE>
<TIMESIGNATURE>4</TIMESIGNATURE>
<DURATION>60</DURATION>
<LANGUAGE>en</LANGUAGE>
`;

const aceStep = {
  ...imageModel,
  family: 'ACE-Step',
  modality: 'audio',
  size: null,
  repositories: [pulls('tokenizer', 'Qwen/Qwen3-Embedding-0.6B')],
  divisibilityPx: 8,
  defaults: flowDefaults('linear'),
  trainsOn: soundOnly,
} as const;

const facts = [
  seen('the name must be a file, or owner/name/file', `${file}:98-110`),
  seen('layer offloading is refused', `${file}:132-136`),
  seen('tokenizer', 'extensions_built_in/audio_models/ace_step/src/model.py:1330-1332'),
  seen('only sound files are read', 'toolkit/data_loader.py:428-433'),
];

/** Models that make music. */
export const audioModels: readonly ModelArch[] = [
  {
    ...aceStep,
    arch: 'ace_step_15',
    title: 'ACE-Step 1.5',
    variants: [
      {
        name: 'ace_step_15',
        title: 'ACE-Step 1.5',
        nameOrPath: 'ostris/ace_step_1.5_ComfyUI_files/ace_step_1.5_base_aio.safetensors',
        uiDefaults: { ...quantizedLowMemory, ...timesteps('linear') },
        samplePrompt,
      },
    ],
    sources: [
      seen('registered name', `${file}:69`),
      ...facts,
      seen('interface defaults', `${interfaceModels}:1313`),
    ],
  },
  {
    ...aceStep,
    arch: 'ace_step_15_xl',
    title: 'ACE-Step 1.5 XL',
    variants: [
      {
        name: 'ace_step_15_xl',
        title: 'ACE-Step 1.5 XL',
        nameOrPath: 'ostris/ace_step_1.5_ComfyUI_files/ace_step_1.5_xl_base_aio.safetensors',
        uiDefaults: { ...quantizedLowMemory, ...timesteps('linear') },
        samplePrompt,
      },
    ],
    sources: [
      seen('registered name', `${file}:335`),
      ...facts,
      seen('interface defaults', `${interfaceModels}:1259`),
    ],
  },
];
