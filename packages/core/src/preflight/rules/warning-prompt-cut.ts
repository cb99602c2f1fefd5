import { exampleJob } from '../example.ts';
import { promptFlagTypes } from '../prompt-flags.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: null,
  name: 'PROMPT_CUT',
  severity: 'warning',
  title: 'A part of a prompt is taken for an option and vanishes.',
  why: 'The trainer reads everything from the first "--" of a prompt on as options, and drops those it does not know.',
  fix: 'Write another dash (–) or a comma.',
  source: [{ shows: 'how prompts are taken apart', file: 'toolkit/config_modules.py', lines: '1373-1455' }],
  check({ job, report }) {
    if (!job.drawsSamples) return;
    for (const { prompt, promptAt } of job.samples) {
      const lost = prompt?.flags.find(({ flag }) => !Object.hasOwn(promptFlagTypes, flag));
      if (lost === undefined) continue;
      const shown = `--${lost.flag} ${lost.content}`.trim();
      report({
        at: promptAt,
        message: `"${shown.length > 50 ? `${shown.slice(0, 47)}…` : shown}" is cut from the prompt: the trainer knows no option "--${lost.flag}".`,
      });
    }
  },
  examples: {
    bad: [
      {
        title: 'a dash in a sentence',
        yaml: exampleJob({ sample: 'prompts:\n  - a dog -- very happy' }),
        at: ['config.process[0].sample.prompts[0]'],
      },
      {
        title: 'an option of another program',
        yaml: exampleJob({ sample: 'prompts:\n  - a dog --ar 16:9' }),
        at: ['config.process[0].sample.prompts[0]'],
      },
    ],
    good: [
      { title: 'one dash', yaml: exampleJob({ sample: 'prompts:\n  - a dog - very happy' }) },
      { title: 'a known option', yaml: exampleJob({ sample: 'prompts:\n  - a dog --w 768' }) },
    ],
  },
});
