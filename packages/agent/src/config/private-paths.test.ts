import { describe, expect, test } from 'vitest';
import { redactText } from '../reporting/redact.ts';
import { toContractPaths, toPrivatePaths } from './private-paths.ts';

const folders = { output: '/runs/7/output', datasets: '/runs/7/datasets' };

describe('contract paths', () => {
  test.each([
    ['/app/ai-toolkit/output', '/runs/7/output'],
    ['/app/ai-toolkit/output/', '/runs/7/output/'],
    ['/app/ai-toolkit/datasets/cats', '/runs/7/datasets/cats'],
    ['/app/ai-toolkit/datasets/cats/a.png', '/runs/7/datasets/cats/a.png'],
    ['a cat --ctrl_img /app/ai-toolkit/datasets/cats/a.png', 'a cat --ctrl_img /runs/7/datasets/cats/a.png'],
    [
      'a cat --ctrl_img  /app/ai-toolkit/datasets/c/a.png --w 512',
      'a cat --ctrl_img  /runs/7/datasets/c/a.png --w 512',
    ],
    ['/app/ai-toolkit/datasets/c/a b..c.png', '/runs/7/datasets/c/a b..c.png'],
    ['--ctrl_img_2 /app/ai-toolkit/datasets/c/a.png', '--ctrl_img_2 /runs/7/datasets/c/a.png'],
  ])('%j becomes %j', (from, to) => {
    expect(toPrivatePaths(from, folders)).toBe(to);
  });

  test.each([
    '/app/ai-toolkit/outputs',
    '/app/ai-toolkit/datasets-old/x',
    '/app/ai-toolkit/config',
    '/srv/app/ai-toolkit/output',
    'a photo of /app/ai-toolkit/datasets/cats',
    'black-forest-labs/FLUX.1-dev',
  ])('%j stays as it is', (text) => {
    expect(toPrivatePaths(text, folders)).toBe(text);
  });

  test('are found at every depth, and the config given is not changed', () => {
    const config = {
      process: [
        {
          training_folder: '/app/ai-toolkit/output',
          datasets: [{ control_path: ['/app/ai-toolkit/datasets/a', null] }],
        },
      ],
      steps: 3,
      flag: true,
    };
    const before = structuredClone(config);
    expect(toPrivatePaths(config, folders)).toEqual({
      process: [
        { training_folder: '/runs/7/output', datasets: [{ control_path: ['/runs/7/datasets/a', null] }] },
      ],
      steps: 3,
      flag: true,
    });
    expect(config).toEqual(before);
  });

  test.each([
    '/app/ai-toolkit/datasets/../../etc',
    '/app/ai-toolkit/datasets/a b/../../../x',
    'cat --ctrl_img /app/ai-toolkit/output/..',
  ])('%j, which climbs out of its folder, is refused', (path) => {
    expect(() => toPrivatePaths({ path }, folders)).toThrow('leads out');
  });

  test('stand in messages in place of the private ones', () => {
    expect(redactText('Saved to /runs/7/output/a/b.safetensors', toContractPaths(folders))).toBe(
      'Saved to /app/ai-toolkit/output/a/b.safetensors',
    );
  });
});
