import { exampleJob } from '../example.ts';
import { isLegacyFlux, loraFileKey, refusedLoraKeys } from '../model-groups.ts';
import { namesNoFile } from '../models/repositories.ts';
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
    { shows: 'FLUX.1 loads one', file: 'toolkit/stable_diffusion_model.py', lines: '686-694' },
    { shows: 'Stable Diffusion 3', file: 'toolkit/stable_diffusion_model.py', lines: '422-423' },
    {
      shows: 'a file of a repository',
      file: 'extensions_built_in/diffusion_models/z_image/z_image.py',
      lines: '84-97',
    },
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
    if (job.match === null) return;
    for (const key of refusedLoraKeys(job.match.model).filter(given)) {
      report({
        at: model.at(key),
        message: `\`${key}\` is set, and ${job.match.model.title} loads no such LoRA.`,
      });
    }
    const [first, second] = ['assistant_lora_path', 'inference_lora_path', 'lora_path'].filter(given);
    if (isLegacyFlux(job.match.model) && second !== undefined) {
      report({
        at: model.at(second),
        message: `\`${first}\` and \`${second}\` are both set, and ${job.match.model.title} loads one of them.`,
        fix: 'Keep one of the two.',
      });
    }
    const key = loraFileKey(job.match.model);
    const path = key === null ? null : model.text(key);
    if (key === null || path === null || !namesNoFile(path)) return;
    report({
      at: model.at(key),
      message: `\`${key}\` is "${path}", a repository without a file in it.`,
      fix: 'Write it as "owner/repository/file.safetensors".',
    });
  },
  examples: {
    bad: [
      {
        title: 'an assistant for Wan',
        yaml: exampleJob({ model: `${wan}\nassistant_lora_path: me/assistant` }),
        at: ['config.process[0].model.assistant_lora_path'],
      },
      {
        title: 'two LoRAs for FLUX.1',
        yaml: exampleJob({
          model:
            'arch: flex1\nname_or_path: ostris/Flex.1-alpha\nassistant_lora_path: me/assistant\nlora_path: me/style',
        }),
        at: ['config.process[0].model.lora_path'],
      },
      {
        title: 'a repository without a file',
        yaml: exampleJob({
          model:
            'arch: zimage:turbo\nname_or_path: Tongyi-MAI/Z-Image-Turbo\nassistant_lora_path: ostris/zimage_turbo_training_adapter',
        }),
        at: ['config.process[0].model.assistant_lora_path'],
      },
      {
        title: 'an assistant beside a recovery adapter',
        yaml: exampleJob({
          model:
            'arch: zimage\nname_or_path: Tongyi-MAI/Z-Image-Turbo\nquantize: true\nqtype: uint3|me/adapters/z.safetensors\nassistant_lora_path: me/assistant/z.safetensors',
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
