import { expect, test } from 'vitest';
import { suggestAt } from './suggestions.ts';

const facts = { datasets: ['dogs', 'cats'] };

/** `|` is where the cursor stands. */
function suggest(marked: string) {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const found = suggestAt(text, offset, facts);
  const labels = found?.options.map(({ label }) => label) ?? [];
  return {
    labels,
    options: found?.options ?? [],
    from: found === null ? null : text.slice(found.from, offset),
  };
}

const head = 'config:\n  process:\n    - type: diffusion_trainer\n';

test.each([
  ['keys of the root', '|', 'config'],
  ['keys of a process', `${head}      |`, 'network'],
  ['keys of a block', `${head}      train:\n        |`, 'optimizer'],
  ['keys behind a dash', `${head}      datasets:\n        - fo|`, 'folder_path'],
  ['listed values', `${head}      train:\n        optimizer: ad|`, 'adamw8bit'],
  ['booleans', `${head}      train:\n        gradient_checkpointing: |`, 'true'],
  ['architectures', `${head}      model:\n        arch: |`, 'wan22_14b:t2v'],
  ['datasets', `${head}      datasets:\n        - folder_path: |`, 'dogs'],
  ['control datasets', `${head}      datasets:\n        - control_path_1: |`, 'cats'],
  ['datasets for a file', `${head}      sample:\n        samples:\n          - ctrl_img: |`, 'dogs'],
  ['repositories', `${head}      model:\n        name_or_path: |`, 'black-forest-labs/FLUX.1-dev'],
  ['the default', `${head}      train:\n        steps: |`, '1000'],
])('%s are suggested.', (_, typed, label) => {
  expect(suggest(typed).labels).toContain(label);
});

test('What has been typed is replaced, and keys that are there are not suggested again.', () => {
  const found = suggest(`${head}      train:\n        lr: 1\n        st|\n        steps: 3\n`);
  expect(found.from).toBe('st');
  expect(found.labels).not.toContain('lr');
  expect(found.labels).not.toContain('steps');
  expect(found.labels).toContain('start_step');
});

test('A block is begun on a line of its own, a list with its dash.', () => {
  const inserted = (label: string) =>
    suggest(`${head}      |`).options.find((option) => option.label === label)?.insert;
  expect(inserted('train')).toBe('train:\n        ');
  expect(inserted('datasets')).toBe('datasets:\n        - ');
  expect(inserted('trigger_word')).toBe('trigger_word: ');
});

test('A dataset is written as its path.', () => {
  const [option] = suggest(`${head}      datasets:\n        - folder_path: |`).options;
  expect(option?.insert).toBe('/app/ai-toolkit/datasets/dogs');
});

test('Repositories that fit the architecture come first.', () => {
  const [first] = suggest(`${head}      model:\n        arch: qwen_image\n        name_or_path: |`).options;
  expect(first).toMatchObject({ label: 'Qwen/Qwen-Image', rank: 1 });
});

test.each([
  ['in a comment', `${head}      train: # op|`],
  ['in a text of several lines', `${head}      sample:\n        neg: >\n          tr|`],
  ['where anything may stand', 'meta:\n  na|'],
  ['in a plain list', `${head}      datasets:\n        - resolution:\n            - 5|`],
])('Nothing is suggested %s.', (_, typed) => {
  expect(suggest(typed).labels).toEqual([]);
});
