import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { datasetFileKey } from '../../src/storage/object-key.ts';
import { createSignedLinks } from '../../src/storage/signed-links.ts';

const start = Date.UTC(2026, 0, 1);

function setUp(secret = randomBytes(32)) {
  const clock = { at: start, now: () => clock.at };
  const options = { secret, publicUrl: () => 'http://host:1', clock, downloadTtlMs: 60_000 };
  return { clock, links: createSignedLinks(options) };
}

const grant = {
  purpose: 'dataset-upload',
  id: randomUUID(),
  filename: 'Müller & Söhne 犬.png',
  sizeBytes: 12_345,
  expiresAt: start + 60_000,
} as const;

const key = datasetFileKey(randomUUID(), randomUUID());

function tokenOf(url: string): string {
  return new URL(url).pathname.split('/')[2] ?? '';
}

describe('signed links', () => {
  test('an upload link carries everything that it was made for', () => {
    const { links } = setUp();
    const { url, headers } = links.upload(grant);
    expect(headers).toEqual({});
    expect(links.verify(tokenOf(url))).toEqual({ method: 'PUT', ...grant });
    expect(decodeURIComponent(url)).toMatch(/^http:\/\/host:1\/links\/[^/]+\/Müller & Söhne 犬\.png$/);
  });

  test('a download link carries the object and the name to save it under', () => {
    const { links } = setUp();
    const url = links.download({ key, filename: 'rex.jpg' });
    expect(links.verify(tokenOf(url))).toEqual({
      method: 'GET',
      key,
      filename: 'rex.jpg',
      expiresAt: start + 60_000,
    });
  });

  test('a link is good until the moment it expires', () => {
    const { links, clock } = setUp();
    const token = tokenOf(links.upload(grant).url);
    clock.at = start + 59_999;
    expect(links.verify(token)).not.toBeNull();
    clock.at = start + 60_000;
    expect(links.verify(token)).toBeNull();
  });

  test('the signature of another server is not ours', () => {
    expect(setUp().links.verify(tokenOf(setUp().links.upload(grant).url))).toBeNull();
  });

  test('no altered character of a token gets through', () => {
    const { links } = setUp();
    const token = tokenOf(links.upload(grant).url);
    const original = JSON.stringify(links.verify(token));
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === 'A' ? 'B' : 'A';
      const verified = links.verify(token.slice(0, at) + other + token.slice(at + 1));
      // The last character of each half can hold unused bits; what they say stays the same.
      if (verified !== null) expect(JSON.stringify(verified)).toBe(original);
    }
  });

  test('another method, id, size, name or time under an old signature is refused', () => {
    const { links } = setUp();
    const [payload = '', signature] = tokenOf(links.upload(grant).url).split('.');
    const fields = JSON.parse(Buffer.from(payload, 'base64url').toString());
    for (const [at, value] of [
      ['0', 'G'],
      ['1', 'artifact'],
      ['2', randomUUID()],
      ['3', 'other.png'],
      ['4', 12_346],
      ['5', grant.expiresAt + 1],
    ] as const) {
      const forged = [...fields];
      forged[Number(at)] = value;
      const text = Buffer.from(JSON.stringify(forged)).toString('base64url');
      expect(links.verify(`${text}.${signature}`)).toBeNull();
    }
  });

  test.each(['', '.', '..', 'abc', 'abc.def', 'a.b.c', '%00', '.'.repeat(5000)])(
    '%j is no token',
    (token) => {
      expect(setUp().links.verify(token)).toBeNull();
    },
  );
});
