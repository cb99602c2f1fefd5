import { expect, test } from 'vitest';
import { createLatestSave } from './latest-save.ts';

/** A save that waits until it is let go on, and what it was given so far. */
function createSlowSave() {
  const given: string[] = [];
  let letGo: (error?: Error) => void = () => undefined;
  const save = (text: string) => {
    given.push(text);
    return new Promise<void>((resolve, reject) => {
      letGo = (error) => (error === undefined ? resolve() : reject(error));
    });
  };
  return { given, save, letGo: (error?: Error) => letGo(error) };
}

test('Of the texts that come while one is being saved, only the newest is saved, after it.', async () => {
  const { given, save, letGo } = createSlowSave();
  const latest = createLatestSave(save);
  const first = latest('a');
  void latest('ab');
  const last = latest('abc');
  expect(given).toEqual(['a']);
  letGo();
  await expect.poll(() => given).toEqual(['a', 'abc']);
  letGo();
  await Promise.all([first, last]);
  expect(given).toEqual(['a', 'abc']);
});

test('Going back to the text that is being saved saves it once.', async () => {
  const { given, save, letGo } = createSlowSave();
  const latest = createLatestSave(save);
  void latest('a');
  void latest('b');
  const back = latest('a');
  letGo();
  await back;
  expect(given).toEqual(['a']);
});

test('A save that fails is told, and the next text is saved all the same.', async () => {
  const { given, save, letGo } = createSlowSave();
  const latest = createLatestSave(save);
  const failed = latest('a');
  letGo(new Error('The server is away.'));
  await expect(failed).rejects.toThrow('The server is away.');
  const next = latest('b');
  letGo();
  await next;
  expect(given).toEqual(['a', 'b']);
});
