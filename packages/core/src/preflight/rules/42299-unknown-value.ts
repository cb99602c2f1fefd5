import type { Block } from '../block.ts';
import { exampleJob } from '../example.ts';
import type { JobView } from '../job-view.ts';
import type { KeyUse } from '../key-uses.ts';
import type { ConfigKey } from '../keys/key.ts';
import { isListedValue, nearestValue } from '../keys/key-at.ts';
import { quantizes } from '../model-groups.ts';
import type { ModelArch } from '../models/model.ts';
import { defineRule } from '../rule.ts';
import { showValue } from '../value-types.ts';

export default defineRule({
  code: 42299,
  name: 'UNKNOWN_VALUE',
  severity: 'error',
  title: 'A name that the trainer does not know stands where only known ones work.',
  why: 'The trainer looks the name up (an optimizer, scheduler, number type, quantization, …) and stops when it is not there.',
  fix: 'Write one of the names that the trainer knows.',
  source: [
    { shows: 'optimizers', file: 'toolkit/optimizer.py', lines: '1-110' },
    { shows: 'learning rate schedulers', file: 'toolkit/scheduler.py', lines: '6-57' },
    { shows: 'number types', file: 'toolkit/train_tools.py', lines: '37-49' },
    { shows: 'quantizations', file: 'toolkit/util/quantize.py', lines: '66-77' },
    {
      shows: 'quantization of the older models',
      file: 'toolkit/stable_diffusion_model.py',
      lines: '425-455,795-827,902-934',
    },
    { shows: 'timesteps', file: 'toolkit/samplers/custom_flowmatch_sampler.py', lines: '111-219' },
  ],
  check({ job, report }) {
    for (const use of job.keyUses()) {
      if (use.lookup.kind !== 'known' || !crashes(use, use.lookup.key, use.lookup.block.title, job)) continue;
      const { key } = use.lookup;
      const similar = typeof use.value === 'string' ? nearestValue(key, use.value) : null;
      const known = (key.values ?? []).slice(0, 12).join(', ');
      report({
        at: use.at,
        message: `\`${key.name}\` is ${showValue(use.value)}, which the trainer does not know.`,
        fix:
          similar === null
            ? `Write one of: ${known}${(key.values ?? []).length > 12 ? ', …' : ''}.`
            : `Did you mean "${similar}"?`,
        edit: similar === null ? undefined : { operation: 'set', path: [...use.at], value: similar },
      });
    }
  },
  examples: {
    bad: [
      {
        title: 'an optimizer that does not exist',
        yaml: exampleJob({ train: 'optimizer: adamw9bit' }),
        at: ['config.process[0].train.optimizer'],
      },
      {
        title: 'a scheduler that does not exist',
        yaml: exampleJob({ train: 'lr_scheduler: cosinus' }),
        at: ['config.process[0].train.lr_scheduler'],
      },
      {
        title: 'a number type in capitals',
        yaml: exampleJob({ train: 'dtype: BF16' }),
        at: ['config.process[0].train.dtype'],
      },
      {
        title: 'a quantization that does not exist',
        yaml: exampleJob({
          model: 'arch: qwen_image\nname_or_path: Qwen/Qwen-Image\nquantize: true\nqtype: int3',
        }),
        at: ['config.process[0].model.qtype'],
      },
      {
        title: 'a quantization that does not exist, for one of the older models',
        yaml: exampleJob({
          model: 'arch: flux\nname_or_path: ostris/Flex.1-alpha\nquantize: true\nqtype: nf4',
          train: 'noise_scheduler: flowmatch',
        }),
        at: ['config.process[0].model.qtype'],
      },
      {
        title: 'timesteps that do not exist',
        yaml: exampleJob({ train: 'noise_scheduler: flowmatch\ntimestep_type: sigmod' }),
        at: ['config.process[0].train.timestep_type'],
      },
    ],
    good: [
      { title: 'known names', yaml: exampleJob({ train: 'lr_scheduler: cosine' }) },
      {
        title: 'an optimizer in capitals, which is fine',
        yaml: exampleJob({ train: 'optimizer: AdamW8bit' }),
      },
      {
        title: 'a quantization with a recovery adapter',
        yaml: exampleJob({
          model:
            'arch: qwen_image\nname_or_path: Qwen/Qwen-Image\nquantize: true\nqtype: uint3|ostris/accuracy_recovery_adapters/qwen_image_torchao_uint3.safetensors',
        }),
      },
      { title: 'a quantization that is not used', yaml: exampleJob({ model: 'qtype: int3' }) },
    ],
  },
});

/** Keys whose unknown names only fail under a condition; others always do. */
const conditions: Readonly<Record<string, (job: JobView) => boolean>> = {
  // Judged by rules of their own.
  job: () => false,
  type: () => false,
  'train.timestep_type': ({ train }) =>
    train.get('noise_scheduler') === 'flowmatch' &&
    !train.truthy('linear_timesteps') &&
    !train.truthy('linear_timesteps2'),
  'train.content_or_style': ({ train }) =>
    !['one_step', 'two_step', 'four_step', 'eight_step', 'next_sample'].includes(
      train.text('timestep_type') ?? '',
    ),
  'train.adapter_assist_type': ({ train }) => train.truthy('adapter_assist_name_or_path'),
  'train.noise_scheduler': ({ match }) => match?.model.loader === 'legacy',
  'sample.sampler': ({ match, sample, drawsSamples }) =>
    match?.model.loader === 'legacy' && drawsSamples && sample.get('sampler') !== null,
  'model.qtype': ({ model, match }) =>
    match !== null &&
    quantizes(match.model) &&
    isQuantized(model, match.model) &&
    model.get('qtype') !== null,
  'model.qtype_te': ({ model, match }) =>
    match?.model.loader === 'registered' &&
    model.truthy('quantize_te', model.truthy('quantize')) &&
    model.get('qtype_te') !== null,
  'model.model_kwargs.partition': ({ match }) => match?.model.family === 'MiniMax-H3',
  // Judged item by item.
  'datasets[].controls': () => false,
};

/** The older models read `qtype` for their text encoder too, all but the first of them for both at once. */
function isQuantized(model: Block, { loader, arch }: ModelArch): boolean {
  const quantize = model.truthy('quantize');
  if (loader === 'registered' || arch === 'sd3') return quantize;
  return quantize || model.truthy('quantize_te', quantize);
}

/** Names that are passed on to a library, which then fails for certain. */
const passedOn = new Set(['train.dtype', 'save.dtype', 'train.noise_scheduler', 'sample.sampler']);

function crashes(use: KeyUse, key: ConfigKey, block: string, job: JobView): boolean {
  if (key.values === undefined || isListedValue(key, use.value)) return false;
  const id = use.at.length <= 1 || block === 'process' ? key.name : `${block}.${key.name}`;
  if (key.onOtherValue !== 'crash' && !passedOn.has(id)) return false;
  if (use.value === null && (key.types.includes('null') || key.onOtherValue !== 'crash')) return false;
  return conditions[id]?.(job) ?? true;
}
