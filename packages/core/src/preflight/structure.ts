import { createBlock, isMapping } from './block.ts';
import type { Report } from './rule.ts';

/** What is missing for a value to be a config at all: a mapping with `job`, `config` and processes. */
export function outlineProblems(value: unknown): readonly Report[] {
  if (value === null || value === undefined) {
    return [
      { at: [], message: 'The config is empty.', fix: 'Send an AI Toolkit config with `job` and `config`.' },
    ];
  }
  if (!isMapping(value)) {
    const what = Array.isArray(value) ? 'a list' : 'a single value';
    return [{ at: [], message: `The config is ${what}; it must be a mapping with the keys job and config.` }];
  }
  const problems: Report[] = [];
  const root = createBlock(value, []);
  if (root.get('job') === undefined || root.get('job') === null || root.get('job') === '') {
    problems.push({
      at: ['job'],
      message: 'The config has no `job`.',
      fix: 'Add the line "job: extension".',
    });
  }
  const config = root.child('config');
  if (!config.exists) {
    const message = root.has('config') ? '`config` is no mapping.' : 'The config has no `config`.';
    return [
      ...problems,
      { at: ['config'], message, fix: 'Add `config:` with `name` and `process` below it.' },
    ];
  }
  return [...problems, ...processProblems(config.get('process'))];
}

function processProblems(process: unknown): readonly Report[] {
  const at = ['config', 'process'];
  const fix = 'Put one process in it: "process:" and below it "- type: diffusion_trainer" with its blocks.';
  if (process === undefined || process === null) return [{ at, message: '`config` has no `process`.', fix }];
  if (!Array.isArray(process)) return [{ at, message: '`config.process` must be a list.', fix }];
  if (process.length === 0) return [{ at, message: '`config.process` is an empty list.', fix }];
  return process.flatMap((item, index) =>
    isMapping(item)
      ? []
      : [{ at: [...at, index], message: `\`config.process[${index}]\` is no mapping.`, fix }],
  );
}
