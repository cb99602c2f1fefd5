import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readInterface } from '../../../../tools/refresh-models/read-interface.ts';
import { readTrainer } from '../../../../tools/refresh-models/read-trainer.ts';
import { refreshModels } from '../../../../tools/refresh-models/refresh-models.ts';

// A checkout in small: the places that are read, and traps beside them.
const files = {
  'version.py': 'VERSION = "9.9.9"\n',
  'toolkit/config_modules.py': `import os
raise SystemExit('this must never run')

class SaveConfig:
    def __init__(self, **kwargs):
        self.save_every: int = kwargs.get('save_every', 1000)
        self.brand_new = kwargs.get(
            "brand_new", None)

class NewlyInvented:
    def __init__(self, **kwargs):
        self.a = kwargs.get('a', 1)

class ModelConfig:
    def __init__(self, **kwargs):
        if self.arch is None:
            if kwargs.get('is_v2', False):
                self.arch = 'sd2'
            elif kwargs.get('is_new', False):
                self.arch = 'new'
`,
  'toolkit/util/get_model.py': 'BUILT_IN_MODELS = [\n    Wan21,\n    # Wan99,\n]\n',
  'toolkit/models/wan21/wan21.py': "class Wan21(BaseModel):\n    arch = 'wan21'\n",
  'extensions_built_in/new/__init__.py': `class NewModel(BaseModel):
    arch: str = "new_model"

    def f(self):
        arch = "not_this"
        kw = self.model_config.model_kwargs
        return kw.get("new_argument", 1), other.get("not_an_argument", 2)

class NewChildModel(NewModel):
    x = 1

class Forgotten(BaseModel):
    arch = "never_registered"

AI_TOOLKIT_MODELS = [
    NewModel, NewChildModel,  # Forgotten
]
`,
  'jobs/process/BaseProcess.py': "self.get_conf('name', None)\n",
  'jobs/process/BaseTrainProcess.py': "self.get_conf('new_process_key', 1)\n",
  'jobs/process/BaseSDTrainProcess.py': '',
  'config/examples/train_lora_x.yaml': `# a comment that is not ours to keep
job: extension
config:
  name: somebody
  process:
    - type: sd_trainer
      training_folder: output
      datasets: [{ folder_path: /their/path, control_path: [/a, /b] }]
      sample: { prompts: [their words --ctrl_img /their/image.png, more words --ctrl_img /x.png] }
`,
  'config/examples/train_broken.yaml': 'a: "unclosed\n',
  'config/examples/extract.yaml': 'job: extract\n',
  'ui/src/helpers/defaultSamples.ts':
    "export const defaultSampleConfig: SampleConfig = { sampler: 'flowmatch', neg: '', samples: [{ prompt: 'their words' }] };\n",
  'ui/src/app/jobs/new/jobConfig.ts': `import { defaultSampleConfig } from '@/helpers/defaultSamples';
export const defaultDatasetConfig = { folder_path: '/x', num_frames: 1 };
export const defaultJobConfig: JobConfig = {
  job: 'extension',
  config: { name: 'n', process: [{ type: 'diffusion_trainer', datasets: [defaultDatasetConfig],
    model: { arch: 'flux', quantize: true }, train: { lr: 1e-4 }, sample: defaultSampleConfig }] },
};
`,
  'ui/src/app/jobs/new/options.tsx': `const none = '';
export const modelArchs: ModelArch[] = [
  { name: 'flux', label: 'FLUX.1', group: 'image', gateUrl: 'x',
    defaults: { 'config.process[0].model.quantize': [true, false] } },
  { name: 'new_model:edit', label: 'New', group: 'instruction',
    defaults: {
      'config.process[0].model.name_or_path': ['new/model', none],
      'config.process[0].datasets[x].fps': [24, undefined],
      'config.process[0].train.lr': [-2, 1],
    },
    additionalSections: ['datasets.control_path', 'sample.ctrl_img', 'model.layer_offloading'],
    modelNotes: (<div>{\`markup\`}</div>),
    customModelSelectOptions: [{ getValue: (config) => 'x' }],
  },
].sort((a, b) => a.label.localeCompare(b.label)) as any;
export const quantizationOptions: SelectOption[] = [{ value: '', label: 'none' }, { value: 'int1', label: '1 bit' }];
`,
};

describe('models:refresh', () => {
  let dir = '';
  const output: string[] = [];
  const run = (...argv: string[]) => refreshModels(argv, (text) => output.push(text));

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'trainer-checkout-'));
    output.length = 0;
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  test('registered classes, keys, flags and the version are read as text', () => {
    const source = readTrainer(dir);
    expect(source.version).toBe('9.9.9');
    // A class without a name of its own has that of its parent.
    expect([...source.registeredArchs].sort()).toEqual(['new_model', 'wan21']);
    expect(source.legacyFlags).toEqual(['is_v2', 'is_new']);
    expect(source.keysByClass.get('SaveConfig')).toEqual(['save_every', 'brand_new']);
    expect(source.processKeys).toEqual(['name', 'new_process_key']);
    expect(source.modelArguments).toEqual(['new_argument']);
  });

  test('the model list of the interface is read without running it', () => {
    const ui = readInterface(dir);
    expect(ui.models.map((model) => model.name)).toEqual(['flux', 'new_model:edit']);
    expect(ui.models[0]).toMatchObject({ title: 'FLUX.1', gated: true, sections: [] });
    expect(ui.models[1]?.selected).toEqual({
      'model.name_or_path': 'new/model',
      'datasets[].fps': 24,
      'train.lr': -2,
    });
    expect(ui.quantizationTypes).toEqual(['int1']);
  });

  test('everything new, gone or changed is said, and the status is 1', () => {
    expect(run('--dir', dir)).toBe(1);
    const text = output.join('');
    for (const line of [
      'new     registered architecture new_model\n',
      'gone    registered architecture flux2\n',
      'new     name in the interface new_model:edit\n',
      'gone    name in the interface zimage:turbo\n',
      'new     key brand_new of save\n',
      'gone    key dtype of save\n',
      'new     config class NewlyInvented (a)\n',
      'gone    config class TrainConfig\n',
      'new     key new_process_key of the process\n',
      'new     key new_argument of model.model_kwargs\n',
      'new     old flag is_new\n',
      'gone    old flag is_xl\n',
      'new     quantization type int1 in the interface\n',
      'changed flux: model.quantize_te is true in the tables, false now\n',
      'changed version 0.12.26 in the tables, 9.9.9 in the checkout\n',
    ]) {
      expect(text).toContain(line);
    }
    expect(text).not.toContain('never_registered');
    expect(text).not.toContain('not_an_argument');
    expect(text).toContain(`${output.length - 1} differences.`);
  });

  test('default jobs are written as the interface submits them, with our own words', () => {
    const fixtures = join(dir, 'fixtures');
    run('--dir', dir, '--fixtures', fixtures);
    expect(readdirSync(join(fixtures, 'ui-defaults'))).toEqual(['flux.yaml', 'new_model-edit.yaml']);
    const text = readFileSync(join(fixtures, 'ui-defaults/new_model-edit.yaml'), 'utf8');
    const { config } = parse(text);
    expect(text).not.toContain('their words');
    expect(config.process[0].model).toEqual({
      arch: 'new_model:edit',
      // Chosen instead of FLUX.1, whose setting is taken back.
      quantize: false,
      layer_offloading: false,
      layer_offloading_text_encoder_percent: 1,
      layer_offloading_transformer_percent: 1,
      name_or_path: 'new/model',
    });
    expect(config.process[0].datasets[0]).toEqual({
      folder_path: '/app/ai-toolkit/datasets/DATASET',
      num_frames: 1,
      controls: [],
      fps: 24,
      control_path: '/app/ai-toolkit/datasets/CONTROL',
    });
    expect(config.process[0].sample.samples[0].ctrl_img).toBe('/app/ai-toolkit/datasets/CONTROL/001.png');
  });

  test('examples keep their settings and lose what is somebody else’s', () => {
    const fixtures = join(dir, 'fixtures');
    run('--dir', dir, '--fixtures', fixtures);
    expect(readdirSync(join(fixtures, 'examples'))).toEqual(['train_lora_x.yaml']);
    const text = readFileSync(join(fixtures, 'examples/train_lora_x.yaml'), 'utf8');
    expect(text).not.toMatch(/their|#|somebody/);
    expect(parse(text).config.process[0].sample.prompts).toEqual([
      'a teapot on a wooden table, soft light from a window --ctrl_img /app/ai-toolkit/datasets/CONTROL/001.png',
    ]);
    expect(parse(text).config.process[0].datasets[0].control_path).toHaveLength(2);
  });

  test('a folder that holds no trainer is refused with status 2', () => {
    expect(run('--dir', join(dir, 'ui'))).toBe(2);
    expect(output.join('')).toContain('toolkit/config_modules.py is missing');
    expect(run()).toBe(2);
    expect(run('--help')).toBe(0);
  });
});
