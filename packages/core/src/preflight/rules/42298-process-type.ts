import { exampleJob } from '../example.ts';
import { nearest } from '../nearest.ts';
import { allowedProcessTypes } from '../process-types.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: 42298,
  name: 'CONFIG_NOT_ALLOWED',
  severity: 'error',
  title: 'The type of the process is none of those that train.',
  why: 'The other extensions of the trainer caption, merge or generate, with files of their own choice.',
  fix: 'Write "type: diffusion_trainer".',
  source: [
    { shows: 'the types that train', file: 'extensions_built_in/sd_trainer/__init__.py', lines: '6-68' },
  ],
  fixed: true,
  check({ job, report }) {
    const at = job.process.at('type');
    const type = job.process.get('type');
    if (typeof type === 'string' && allowedProcessTypes.includes(type)) return;
    if (type === undefined || type === null) {
      report({ at, message: '`type` of the process is missing.' });
      return;
    }
    const similar = typeof type === 'string' ? nearest(type, allowedProcessTypes) : null;
    report({
      at,
      message: `The process has the type ${JSON.stringify(type)}; only ${allowedProcessTypes.join(', ')} are run here.`,
      fix: similar === null ? undefined : `Did you mean "type: ${similar}"?`,
    });
  },
  examples: {
    bad: [
      {
        title: 'a captioner',
        yaml: exampleJob({ process: 'type: Qwen3VLCaptioner' }),
        at: ['config.process[0].type'],
      },
      { title: 'no type', yaml: exampleJob({ process: 'type:' }), at: ['config.process[0].type'] },
    ],
    good: [
      { title: 'the universal trainer', yaml: exampleJob() },
      {
        title: "the type of most of the trainer's own examples",
        yaml: exampleJob({ process: 'type: sd_trainer' }),
      },
    ],
  },
});
