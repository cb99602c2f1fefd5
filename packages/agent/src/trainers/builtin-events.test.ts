import { describe, expect, test } from 'vitest';
import { optimizerStateName, parseBuiltinLine } from './builtin-events.ts';

const file = { path: '/run/output/a/a_000000004.safetensors', step: 4 };

describe('a line of the built-in trainer', () => {
  test.each([
    [{ event: 'started', pid: 1 }, null],
    [
      { event: 'phase', phase: 'caching' },
      { type: 'phase', phase: 'caching' },
    ],
    [
      { event: 'progress', step: 2, total: 4, loss: 0.5, lr: 1e-4, steps_per_second: 3 },
      { type: 'progress', step: 2, metrics: { step: 2, loss: 0.5, lr: 1e-4, steps_per_second: 3 } },
    ],
    [
      { event: 'progress', step: 2, total: 4, loss: null },
      { type: 'progress', step: 2, metrics: { step: 2, loss: null, lr: null, steps_per_second: null } },
    ],
    [
      { event: 'checkpoint', ...file },
      {
        type: 'artifact',
        kind: 'checkpoint',
        filename: 'a_000000004.safetensors',
        ...file,
        index: null,
        prompt: null,
      },
    ],
    [
      { event: 'optimizer', path: '/run/output/a/optimizer/000000004.safetensors', step: 4 },
      { type: 'artifact', kind: 'optimizer', filename: 'optimizer_000000004.safetensors', step: 4 },
    ],
    [
      { event: 'sample', path: '/run/output/a/samples/1.jpg', step: 4, index: 2, prompt: 'a cat' },
      { type: 'artifact', kind: 'sample', filename: '1.jpg', step: 4, index: 2, prompt: 'a cat' },
    ],
    [
      { event: 'removed', path: file.path },
      { type: 'removed', kind: 'checkpoint', filename: 'a_000000004.safetensors' },
    ],
    [
      { event: 'removed', path: '/run/output/a/optimizer/000000004.safetensors' },
      { type: 'removed', kind: 'optimizer', filename: 'optimizer_000000004.safetensors' },
    ],
    [
      { event: 'finished', step: 4 },
      { type: 'ended', how: 'finished', step: 4, message: null },
    ],
    [
      { event: 'stopped', step: 3 },
      { type: 'ended', how: 'stopped', step: 3, message: null },
    ],
    [
      { event: 'failed', message: 'No.' },
      { type: 'ended', how: 'failed', step: null, message: 'No.' },
    ],
  ])('%j is %j', (said, event) => {
    const parsed = parseBuiltinLine(JSON.stringify(said));
    if (event === null) expect(parsed).toBeNull();
    else expect(parsed).toMatchObject(event);
  });

  test.each([
    'text',
    '',
    'null',
    '7',
    '"finished"',
    '[]',
    '{}',
    '{"event":"toString"}',
    '{"event":"phase","phase":"thinking"}',
    '{"event":"progress","step":-1}',
    '{"event":"progress","step":1.5}',
    '{"event":"checkpoint","path":"relative","step":1}',
    '{"event":"checkpoint","path":7,"step":1}',
    '{"event":"sample","path":"/a","step":1,"index":0}',
    '{"event":"removed"}',
    '{"event":"finished"}',
    '{"event":"failed"}',
  ])('%s is no event', (line) => {
    expect(parseBuiltinLine(line)).toBeUndefined();
  });

  test('an optimizer state finds the name back that the trainer knows', () => {
    expect(optimizerStateName('optimizer_000000004.safetensors')).toBe('000000004.safetensors');
    expect(optimizerStateName('000000004.safetensors')).toBe('000000004.safetensors');
  });
});
