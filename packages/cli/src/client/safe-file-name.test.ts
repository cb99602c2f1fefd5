import { basename, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeFileName } from './safe-file-name.ts';

test.for([
  ['dogs_000000250.safetensors', 'dogs_000000250.safetensors'],
  ['../../etc/passwd', '_.._etc_passwd'],
  ['C:\\windows\\x', 'C__windows_x'],
  ['.bashrc', 'bashrc'],
  ['..', 'file'],
  ['', 'file'],
  ['a\u0000b\nc', 'a_b_c'],
  ['größe 猫.png', 'größe 猫.png'],
] as const)('%j becomes %j', ([name, safe]) => {
  expect(safeFileName(name)).toBe(safe);
});

test('the name stays in its folder, whatever the server says', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
      const safe = safeFileName(name);
      expect(basename(safe)).toBe(safe);
      expect(join('/folder', safe)).toBe(`/folder/${safe}`);
      expect(safe).not.toMatch(/^\.|\p{Cc}/u);
      expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(200);
      expect(safeFileName(safe)).toBe(safe);
    }),
  );
});
