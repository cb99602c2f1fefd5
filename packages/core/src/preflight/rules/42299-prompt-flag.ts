import { exampleJob } from '../example.ts';
import { viewSamples } from '../job-view.ts';
import { type PromptFlag, promptFlagTypes } from '../prompt-flags.ts';
import { defineRule } from '../rule.ts';

const pythonInteger = /^[-+]?\d+(?:_\d+)*$/;
const pythonFloat =
  /^[-+]?(?:(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][-+]?\d+)?|inf(?:inity)?|nan)$/i;

export default defineRule({
  code: 42299,
  name: 'PROMPT_FLAG',
  severity: 'error',
  title: 'An option in a prompt has no number where it needs one.',
  why: 'Everything from the first "--" of a prompt on is read as options; "invalid literal for int()" then ends the run.',
  fix: 'Write a number after the option, or another dash in the prompt than "--".',
  source: [{ shows: 'how prompts are taken apart', file: 'toolkit/config_modules.py', lines: '1373-1455' }],
  check({ job, report }) {
    if (job.train.truthy('disable_sampling')) return;
    for (const sample of [...job.samples, ...viewSamples(job.process.child('first_sample'))]) {
      for (const flag of sample.prompt?.flags ?? []) {
        const needed = problemOf(flag);
        if (needed === null) continue;
        report({
          at: sample.promptAt,
          message: `The option "--${flag.flag}" of the prompt needs ${needed}, and ${flag.content === '' ? 'nothing' : `"${flag.content}"`} follows it.`,
        });
      }
    }
  },
  examples: {
    bad: [
      {
        title: 'words after --w',
        yaml: exampleJob({ sample: 'prompts:\n  - a dog --w wide angle' }),
        at: ['config.process[0].sample.prompts[0]'],
      },
      {
        title: 'a fraction where a whole number is needed',
        yaml: exampleJob({ sample: 'samples:\n  - prompt: a dog --steps 20.5' }),
        at: ['config.process[0].sample.samples[0].prompt'],
      },
    ],
    good: [
      {
        title: 'numbers',
        yaml: exampleJob({ sample: 'prompts:\n  - a dog --w 1024 --h 768 --cfg 3.5 --d -1' }),
      },
      { title: 'no option', yaml: exampleJob({ sample: 'prompts:\n  - a well-kept dog' }) },
    ],
  },
});

/** What a flag needs and does not have; null where it can be read. */
function problemOf({ flag, content }: PromptFlag): string | null {
  const type = Object.hasOwn(promptFlagTypes, flag) ? promptFlagTypes[flag] : undefined;
  if (type === 'integer') return pythonInteger.test(content) ? null : 'a whole number';
  if (type === 'number') return pythonFloat.test(content) ? null : 'a number';
  if (type === 'numbers') {
    return content.split(',').every((part) => pythonFloat.test(part.trim()))
      ? null
      : 'numbers with commas between them';
  }
  return null;
}
