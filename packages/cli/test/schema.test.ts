import { createConfigSchema } from '@trainyard/core';
import { expect, test } from 'vitest';
import { run } from '../src/run.ts';
import { captureIo } from './support/captured-io.ts';

test('the schema that is printed is the one that servers answer', async () => {
  const io = captureIo();
  expect(await run(['schema'], io)).toBe(0);
  expect(JSON.parse(io.out())).toEqual(createConfigSchema());
});
