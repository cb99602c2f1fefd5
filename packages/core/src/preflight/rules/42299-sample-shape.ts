import { type Block, isMapping, isTruthy } from '../block.ts';
import { exampleJob } from '../example.ts';
import type { ConfigPath } from '../path.ts';
import { promptText } from '../prompt-flags.ts';
import { defineRule, type Report } from '../rule.ts';
import { showValue } from '../value-types.ts';

export default defineRule({
  code: 42299,
  name: 'SAMPLE_SHAPE',
  severity: 'error',
  title: 'Samples are written in a way that the trainer cannot take apart.',
  why: 'Each sample must be a mapping, and each prompt a text; anything else is a TypeError while the config is read, or at the first sample.',
  fix: 'Write `samples` as a list of mappings with `prompt`. A prompt with a colon needs quotes.',
  source: [
    { shows: 'samples and prompts are taken apart', file: 'toolkit/config_modules.py', lines: '102-110' },
    { shows: 'a prompt is split as a text', file: 'toolkit/config_modules.py', lines: '1394-1400' },
  ],
  check({ job, report }) {
    const isDrawn = !job.train.truthy('disable_sampling');
    for (const sample of [job.sample, job.process.child('first_sample')]) {
      for (const problem of problemsOf(sample, isDrawn)) report(problem);
    }
  },
  examples: {
    bad: [
      {
        title: 'a prompt with a colon and without quotes',
        yaml: exampleJob({ sample: 'prompts:\n  - a dog: happy' }),
        at: ['config.process[0].sample.prompts[0]'],
      },
      {
        title: 'one sample in place of a list',
        yaml: exampleJob({ sample: 'samples:\n  prompt: a dog' }),
        at: ['config.process[0].sample.samples'],
      },
      {
        title: 'a list in place of a sample',
        yaml: exampleJob({ sample: 'samples:\n  - [a dog, a cat]' }),
        at: ['config.process[0].sample.samples[0]'],
      },
      {
        title: 'several prompts in one sample',
        yaml: exampleJob({ sample: 'samples:\n  - prompt: [a dog, a cat]' }),
        at: ['config.process[0].sample.samples[0].prompt'],
      },
      {
        title: 'a number in place of prompts',
        yaml: exampleJob({ sample: 'prompts: 4' }),
        at: ['config.process[0].sample.prompts'],
      },
    ],
    good: [
      {
        title: 'mappings with a prompt',
        yaml: exampleJob({ sample: 'samples:\n  - prompt: "a dog: happy"' }),
      },
      { title: 'a list of prompts', yaml: exampleJob() },
      { title: 'a number, which is taken for a prompt', yaml: exampleJob({ sample: 'samples: [5]' }) },
      { title: 'a text, which is taken for a prompt', yaml: exampleJob({ sample: 'samples: a dog' }) },
      {
        title: 'a strange prompt that nobody draws',
        yaml: exampleJob({ train: 'disable_sampling: true', sample: 'prompts:\n  - a dog: happy' }),
      },
    ],
  },
});

function problemsOf(sample: Block, isDrawn: boolean): readonly Report[] {
  const samples = sample.get('samples');
  const prompts = sample.get('prompts');
  const problems: Report[] = [];
  if (!isIterable(samples) || (isMapping(samples) && isTruthy(samples))) {
    problems.push({
      at: sample.at('samples'),
      message: `\`samples\` is ${showValue(samples)}; it must be a list.`,
    });
  } else if (Array.isArray(samples)) {
    problems.push(
      ...samples.flatMap((item, index) => sampleProblem(item, [...sample.at('samples'), index], isDrawn)),
    );
  }
  // The older list is gone through even where the newer one counts.
  if (!isIterable(prompts)) {
    problems.push({
      at: sample.at('prompts'),
      message: `\`prompts\` is ${showValue(prompts)}; it must be a list.`,
    });
  } else if (Array.isArray(prompts) && isDrawn && (samples === undefined || samples === null)) {
    problems.push(...prompts.flatMap((item, index) => promptProblem(item, [...sample.at('prompts'), index])));
  }
  return problems;
}

/** What is null or a text is mended before the run. */
function isIterable(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'string' || typeof value === 'object';
}

function sampleProblem(item: unknown, at: ConfigPath, isDrawn: boolean): readonly Report[] {
  if (Array.isArray(item))
    return [{ at, message: 'A sample is a list; it must be a mapping with `prompt`.' }];
  return isDrawn && isMapping(item) ? promptProblem(item['prompt'], [...at, 'prompt']) : [];
}

function promptProblem(prompt: unknown, at: ConfigPath): readonly Report[] {
  if (prompt === undefined || prompt === null || promptText(prompt) !== null) return [];
  return [{ at, message: `A prompt is ${showValue(prompt)}; it must be a text.` }];
}
