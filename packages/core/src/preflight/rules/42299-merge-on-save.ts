import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

const model = 'arch: flex1\nname_or_path: ostris/Flex.1-alpha\nquantize: true';
const flow = 'noise_scheduler: flowmatch';
const train = `${flow}\nmerge_network_on_save: true`;
const sample = 'sampler: flowmatch';

export default defineRule({
  code: 42299,
  name: 'MERGE_ON_SAVE',
  severity: 'error',
  title: '`merge_network_on_save` with a model that nothing can be merged into.',
  why: 'The first save, at the end of the run at the latest, stops with "Network cannot merge in weights".',
  fix: 'Take a quantization that can be undone, such as "qtype: float8", or turn `merge_network_on_save` off.',
  source: [
    { shows: 'the refusal', file: 'jobs/process/BaseSDTrainProcess.py', lines: '642-653' },
    { shows: 'what cannot be merged into', file: 'jobs/process/BaseSDTrainProcess.py', lines: '1990-1998' },
    { shows: 'which quantizations can be undone', file: 'toolkit/util/quantize.py', lines: '93-106' },
  ],
  check({ job, report }) {
    const { train: block, model: loaded } = job;
    if (!job.network.exists || !block.truthy('merge_network_on_save')) return;
    const reason = obstacle(
      loaded.truthy('layer_offloading') || loaded.truthy('auto_memory'),
      loaded.truthy('quantize') ? (loaded.get('qtype') ?? 'qfloat8') : null,
    );
    if (reason === null) return;
    report({
      at: block.at('merge_network_on_save'),
      message: `\`merge_network_on_save\` is on, and ${reason}.`,
      fix: reason.startsWith('layers')
        ? 'Turn `layer_offloading` off, or `merge_network_on_save`.'
        : undefined,
    });
  },
  examples: {
    bad: [
      {
        title: 'the usual quantization',
        yaml: exampleJob({ model, train, sample }),
        at: ['config.process[0].train.merge_network_on_save'],
      },
      {
        title: 'layers in main memory',
        yaml: exampleJob({
          model: 'arch: flex1\nname_or_path: ostris/Flex.1-alpha\nlayer_offloading: true',
          train,
          sample,
        }),
        at: ['config.process[0].train.merge_network_on_save'],
      },
    ],
    good: [
      { title: 'a whole model', yaml: exampleJob({ train: 'merge_network_on_save: true' }) },
      {
        title: 'a quantization that can be undone',
        yaml: exampleJob({ model: `${model}\nqtype: float8`, train, sample }),
      },
      { title: 'a LoRA that is saved by itself', yaml: exampleJob({ model, train: flow, sample }) },
    ],
  },
});

/** Those of quanto, whose names begin with a "q", cannot be undone. */
function obstacle(isOffloaded: boolean, qtype: unknown): string | null {
  if (isOffloaded) return 'layers are kept in main memory (`layer_offloading`)';
  return typeof qtype === 'string' && qtype.startsWith('q') ? `the model is quantized to ${qtype}` : null;
}
