import { exampleJob } from '../example.ts';
import type { JobView } from '../job-view.ts';
import { ignoresRecoveryAdapter } from '../model-groups.ts';
import { namesNoFile } from '../models/repositories.ts';
import type { ConfigPath } from '../path.ts';
import { defineRule } from '../rule.ts';

/** Families that the adapters of the trainer's author were made for, by the start of the file's name. */
const families: readonly (readonly [start: string, family: string])[] = [
  ['wan2', 'Wan'],
  ['qwen_image', 'Qwen-Image'],
  ['hidream', 'HiDream'],
];

export default defineRule({
  code: 42299,
  name: 'RECOVERY_ADAPTER',
  severity: 'error',
  title: 'The accuracy recovery adapter is for another model, or has no place to be fetched from.',
  why: 'None of its layers are found in the model: "There are not any lora modules in this network".',
  fix: 'Remove the part of `qtype` from "|" on, or take the adapter of this model.',
  source: [
    { shows: 'where the adapter comes from', file: 'toolkit/util/quantize.py', lines: '281-303' },
    { shows: 'layers are matched by name', file: 'toolkit/util/quantize.py', lines: '326-385' },
    { shows: 'no layer at all', file: 'toolkit/network_mixins.py', lines: '798-801' },
    { shows: 'which adapter is for which model', file: 'ui/src/app/jobs/new/options.tsx', lines: '323-560' },
  ],
  check({ job, report }) {
    const found = adapterOf(job);
    if (found === null || job.match === null || !job.model.truthy('quantize')) return;
    if (ignoresRecoveryAdapter(job.match.model)) return;
    const { at, path } = found;
    const parts = path.split('/');
    if (namesNoFile(path)) {
      report({
        at,
        message: `The recovery adapter "${path}" is a repository without a file in it.`,
        fix: 'Write it as "owner/repository/file.safetensors".',
      });
      return;
    }
    const file = (parts.at(-1) ?? '').toLowerCase();
    const made = families.find(([start]) => file.startsWith(start))?.[1];
    if (made === undefined || made === job.match.model.family) return;
    report({ at, message: `The recovery adapter ${file} is for ${made}, not for ${job.match.model.title}.` });
  },
  examples: {
    bad: [
      {
        title: 'the adapter of Wan with LTX-2',
        yaml: exampleJob({
          model:
            'arch: ltx2\nname_or_path: Lightricks/LTX-2\nquantize: true\nqtype: uint4|ostris/accuracy_recovery_adapters/wan22_14b_t2i_torchao_uint4.safetensors',
          train: 'noise_scheduler: flowmatch',
        }),
        at: ['config.process[0].model.qtype'],
      },
      {
        title: 'a repository without a file',
        yaml: exampleJob({
          model:
            'arch: qwen_image\nname_or_path: Qwen/Qwen-Image\nquantize: true\nqtype: uint3|ostris/accuracy_recovery_adapters',
          train: 'noise_scheduler: flowmatch',
        }),
        at: ['config.process[0].model.qtype'],
      },
    ],
    good: [
      {
        title: 'the adapter of this model',
        yaml: exampleJob({
          model:
            'arch: qwen_image\nname_or_path: Qwen/Qwen-Image\nquantize: true\nqtype: uint3|ostris/accuracy_recovery_adapters/qwen_image_torchao_uint3.safetensors',
          train: 'noise_scheduler: flowmatch',
        }),
      },
      {
        title: 'an adapter of somebody',
        yaml: exampleJob({
          model:
            'arch: ltx2\nname_or_path: Lightricks/LTX-2\nquantize: true\naccuracy_recovery_adapter: me/adapters/ltx.safetensors\nqtype: uint4',
          train: 'noise_scheduler: flowmatch',
        }),
      },
    ],
  },
});

/** The part of `qtype` after the bar wins over the key. */
function adapterOf(job: JobView): { at: ConfigPath; path: string } | null {
  const [, ofType] = (job.model.text('qtype') ?? '').split('|');
  if (ofType !== undefined) return { at: job.model.at('qtype'), path: ofType.trim() };
  const path = job.model.text('accuracy_recovery_adapter');
  return path === null ? null : { at: job.model.at('accuracy_recovery_adapter'), path: path.trim() };
}
