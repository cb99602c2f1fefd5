import { expect, test } from 'vitest';
import { type DraftStorage, loadDraft, saveDraft } from './draft.ts';

function createStorage(): DraftStorage {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

const draft = { text: 'job: extension\n', gpuType: 'CPU', gpuCount: 1, gpuId: '#2' };

test('A draft is found again under its own key, until it is forgotten.', () => {
  const storage = createStorage();
  saveDraft(storage, 'ada new', draft);
  expect(loadDraft(storage, 'ada new')).toEqual(draft);
  expect(loadDraft(storage, 'bob new')).toBeNull();
  saveDraft(storage, 'ada new', null);
  expect(loadDraft(storage, 'ada new')).toBeNull();
});

test('What is no draft, and a storage that refuses, are as if there were none.', () => {
  const storage = createStorage();
  storage.setItem('trainyard-draft:x', '{"text":1}');
  expect(loadDraft(storage, 'x')).toBeNull();
  storage.setItem('trainyard-draft:x', '{');
  expect(loadDraft(storage, 'x')).toBeNull();
  const full: DraftStorage = {
    ...storage,
    setItem: () => {
      throw new Error('full');
    },
  };
  expect(() => saveDraft(full, 'y', draft)).not.toThrow();
});
