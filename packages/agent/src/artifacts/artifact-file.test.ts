import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeSafetensors } from '../safetensors/encode.ts';
import { measureWholeFile } from './artifact-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'artifact-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const tensors = [{ name: 'a', type: 'F32', shape: [3], values: new Float32Array([1, 2, 3]) }] as const;
const whole = encodeSafetensors(tensors, new Map());

describe('measuring an artifact', () => {
  test('gives size and hash of a whole file', async () => {
    const file = join(folder, 'a.safetensors');
    writeFileSync(file, whole);
    const sha256 = createHash('sha256').update(whole).digest('hex');
    expect(await measureWholeFile(file, 0)).toEqual({ sizeBytes: whole.byteLength, sha256 });
  });

  test('waits for a checkpoint that is still being written', async () => {
    const file = join(folder, 'a.safetensors');
    writeFileSync(file, whole.subarray(0, whole.byteLength - 1));
    const measured = measureWholeFile(file, 10_000);
    writeFileSync(file, whole);
    expect((await measured).sizeBytes).toBe(whole.byteLength);
  });

  test('refuses a checkpoint that stays incomplete', async () => {
    const file = join(folder, 'a.safetensors');
    writeFileSync(file, whole.subarray(0, whole.byteLength - 1));
    await expect(measureWholeFile(file, 150)).rejects.toThrow();
  });

  test('waits no longer for it once nobody wants it', async () => {
    const unwanted = new AbortController();
    const measured = measureWholeFile(join(folder, 'gone.safetensors'), 600_000, unwanted.signal);
    unwanted.abort(new Error('the run is lost'));
    await expect(measured).rejects.toThrow();
  });

  test('takes an empty file that is no checkpoint', async () => {
    const file = join(folder, 'empty.txt');
    writeFileSync(file, '');
    expect((await measureWholeFile(file, 0)).sizeBytes).toBe(0);
  });
});
