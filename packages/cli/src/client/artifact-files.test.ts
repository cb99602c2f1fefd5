import { expect, test } from 'vitest';
import { listArtifactFiles } from './artifact-files.ts';

const checkpoint = (filename: string) => ({
  path: `http://h/links/x/${filename}`,
  filename,
  step: 1,
  size_bytes: 5,
  sha256: 'ab',
});
const sample = (path: string, step: number, index: number) => ({ path, step, index, prompt: 'p' });

test('checkpoints keep their names, samples are named after step and prompt', () => {
  const files = listArtifactFiles({
    checkpoints: [checkpoint('dogs.safetensors')],
    samples: [
      sample('http://h/links/y/1700__000000250_0.JPG?sig=1', 250, 0),
      sample('http://h/links/z', 0, 11),
    ],
    config: { path: 'http://h/links/c/config.yaml' },
  });
  expect(files.map(({ relativePath }) => relativePath)).toEqual([
    'dogs.safetensors',
    'samples/000000250_0.jpg',
    'samples/000000000_11',
    'config.yaml',
  ]);
  expect(files.map(({ expected }) => expected !== null)).toEqual([true, false, false, false]);
});

test('files of one name do not overwrite each other', () => {
  const files = listArtifactFiles({
    checkpoints: [checkpoint('a.safetensors'), checkpoint('A.safetensors'), checkpoint('config.yaml')],
    samples: [sample('http://h/x.png', 1, 0), sample('http://h/y.png', 1, 0)],
    config: { path: 'http://h/config.yaml' },
  });
  expect(files.map(({ relativePath }) => relativePath)).toEqual([
    'a.safetensors',
    'A-2.safetensors',
    'config.yaml',
    'samples/000000001_0.png',
    'samples/000000001_0-2.png',
    'config-2.yaml',
  ]);
});

test('a checkpoint whose name leads out of the folder stays in it', () => {
  const names = ['../../x', '/etc/x', 'a/../../x', '..'];
  const files = listArtifactFiles({ checkpoints: names.map(checkpoint), samples: [], config: null });
  expect(files.map(({ relativePath }) => relativePath)).toEqual([
    'file/file/x',
    'file/etc/x',
    'a/file/file/x',
    'file',
  ]);
});

test('a checkpoint that is a folder keeps its shape', () => {
  const names = ['dogs_000000010/unet/config.json', 'dogs_000000010/aitk_meta.yaml'];
  const files = listArtifactFiles({ checkpoints: names.map(checkpoint), samples: [], config: null });
  expect(files.map(({ relativePath }) => relativePath)).toEqual(names);
});
