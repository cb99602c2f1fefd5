import { exampleJob } from '../example.ts';
import { refusesLoadedLoras } from '../model-groups.ts';
import { defineRule } from '../rule.ts';

const wan = 'arch: wan21\nname_or_path: Wan-AI/Wan2.1-T2V-1.3B-Diffusers';

export default defineRule({
  code: 42299,
  name: 'LOADED_LORA_UNSUPPORTED',
  severity: 'error',
  title: 'LoRAs are to be loaded that the model, or another setting, excludes.',
  why: 'The trainer stops while it loads the model.',
  fix: 'Remove the path.',
  source: [
    { shows: 'recovery adapter and assistant', file: 'toolkit/config_modules.py', lines: '1571-1574' },
    { shows: 'Wan', file: 'toolkit/models/wan21/wan21.py', lines: '366-372' },
    { shows: 'Lumina', file: 'toolkit/stable_diffusion_model.py', lines: '888-897' },
  ],
  check({ job, report }) {
    const { model } = job;
    const given = (key: string): boolean => model.get(key) !== undefined && model.get(key) !== null;
    const recovers = given('accuracy_recovery_adapter') || (model.text('qtype') ?? '').includes('|');
    if (recovers && given('assistant_lora_path')) {
      report({
        at: model.at('assistant_lora_path'),
        message: 'An assistant LoRA cannot be used together with an accuracy recovery adapter.',
        fix: 'Remove `assistant_lora_path`, or the part of `qtype` from "|" on.',
      });
    }
    if (job.match === null || !refusesLoadedLoras(job.match.model)) return;
    for (const key of ['assistant_lora_path', 'inference_lora_path', 'lora_path'].filter(given)) {
      report({
        at: model.at(key),
        message: `\`${key}\` is set, and ${job.match.model.title} loads no such LoRA.`,
      });
    }
  },
  examples: {
    bad: [
      {
        title: 'an assistant for Wan',
        yaml: exampleJob({ model: `${wan}\nassistant_lora_path: me/assistant` }),
        at: ['config.process[0].model.assistant_lora_path'],
      },
      {
        title: 'an assistant beside a recovery adapter',
        yaml: exampleJob({
          model:
            'arch: zimage\nname_or_path: Tongyi-MAI/Z-Image-Turbo\nquantize: true\nqtype: uint3|me/adapter.safetensors\nassistant_lora_path: me/assistant',
        }),
        at: ['config.process[0].model.assistant_lora_path'],
      },
    ],
    good: [
      { title: 'Wan alone', yaml: exampleJob({ model: wan }) },
      {
        title: 'an assistant for a distilled model',
        yaml: exampleJob({
          model:
            'arch: zimage:turbo\nname_or_path: Tongyi-MAI/Z-Image-Turbo\nassistant_lora_path: ostris/zimage_turbo_training_adapter/zimage_turbo_training_adapter_v2.safetensors',
        }),
      },
    ],
  },
});
