import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

const preserved = 'diff_output_preservation: true\ndiff_output_preservation_class: dog';
const process = 'trigger_word: sks';

export default defineRule({
  code: 42299,
  name: 'PRESERVATION_CONFLICT',
  severity: 'error',
  title: 'Output preservation is combined with what excludes it.',
  why: 'The trainer stops before it loads anything.',
  fix: 'Keep one of the two kinds of preservation, with a `network` and without training the text encoder.',
  source: [
    { shows: 'both kinds', file: 'toolkit/config_modules.py', lines: '1591-1592' },
    {
      shows: 'network and text encoder',
      file: 'extensions_built_in/sd_trainer/SDTrainer.py',
      lines: '98-105',
    },
  ],
  check({ job, report }) {
    const { train } = job;
    const differential = train.truthy('diff_output_preservation');
    const blank = train.truthy('blank_prompt_preservation');
    const key = differential ? 'diff_output_preservation' : 'blank_prompt_preservation';
    if (!differential && !blank) return;
    if (differential && blank) {
      report({
        at: train.at('blank_prompt_preservation'),
        message: '`blank_prompt_preservation` and `diff_output_preservation` are both on.',
      });
    }
    if (!job.network.exists) {
      report({
        at: train.at(key),
        message: `\`${key}\` is on, and there is no \`network\`: it works for LoRAs only.`,
      });
    }
    if (differential && train.truthy('train_text_encoder')) {
      report({
        at: train.at('train_text_encoder'),
        message: '`train_text_encoder` is on together with `diff_output_preservation`.',
      });
    }
  },
  examples: {
    bad: [
      {
        title: 'both kinds',
        yaml: exampleJob({ process, train: `${preserved}\nblank_prompt_preservation: true` }),
        at: ['config.process[0].train.blank_prompt_preservation'],
      },
      {
        title: 'no network',
        yaml: exampleJob({ process, network: null, train: preserved }),
        at: ['config.process[0].train.diff_output_preservation'],
      },
      {
        title: 'the text encoder is trained',
        yaml: exampleJob({ process, train: `${preserved}\ntrain_text_encoder: true` }),
        at: ['config.process[0].train.train_text_encoder'],
      },
    ],
    good: [{ title: 'one kind', yaml: exampleJob({ process, train: preserved }) }],
  },
});
