import type { LookupAddress } from 'node:dns';
import { describe, expect, test } from 'vitest';
import { postMessage } from '../../src/webhooks/post-message.ts';
import { isRefusedAddress } from '../../src/webhooks/refused-addresses.ts';
import { startReceiver } from '../support/webhook-receiver.ts';

const message = { headers: {}, body: '{}', timeoutMs: 5000, signal: new AbortController().signal };

describe('addresses', () => {
  test.for([
    ['169.254.169.254', true],
    ['169.254.0.1', true],
    ['::ffff:169.254.169.254', true],
    ['::ffff:a9fe:a9fe', true],
    ['64:ff9b::a9fe:a9fe', true],
    ['fe80::1', true],
    ['fe80::1%eth0', true],
    ['febf::1', true],
    ['fd00:ec2::254', true],
    ['127.0.0.1', false],
    ['::1', false],
    ['10.0.0.1', false],
    ['192.168.1.1', false],
    ['169.253.1.1', false],
    ['fec0::1', false],
    ['8.8.8.8', false],
    ['example.com', false],
  ] as const)('%s: refused is %s', ([address, refused]) => {
    expect(isRefusedAddress(address)).toBe(refused);
  });
});

describe('posting a message', () => {
  const resolvesTo =
    (...addresses: LookupAddress[]) =>
    (_name: string, _options: object, done: (error: null, found: LookupAddress[]) => void) =>
      done(null, addresses);

  test('connects to no name that leads to a link-local address, alone or among others', async () => {
    const receiver = await startReceiver();
    const own = { address: '127.0.0.1', family: 4 };
    const metadata = { address: '169.254.169.254', family: 4 };
    const mapped = { address: '::ffff:169.254.169.254', family: 6 };
    for (const found of [[metadata], [own, metadata], [mapped, own]]) {
      const url = `http://inside.test:${receiver.port}/`;
      const result = await postMessage(url, { ...message, resolve: resolvesTo(...found) as never });
      expect(result.status).toBeNull();
      expect(result.error).toMatch(/169\.254\.169\.254 is a link-local address/);
    }
    expect(receiver.received).toEqual([]);
    const url = `http://inside.test:${receiver.port}/`;
    const fine = await postMessage(url, { ...message, resolve: resolvesTo(own) as never });
    expect(fine.status).toBe(204);
  });

  test('connects to no link-local address that stands in the URL', async () => {
    for (const url of ['http://169.254.1.1/', 'http://[fe80::1]/', 'http://2852039166/']) {
      expect((await postMessage(url, message)).error).toMatch(/link-local/);
    }
  });

  test('reads no more than the beginning of an answer without an end', async () => {
    const receiver = await startReceiver((_message, response) => {
      const pour = () => {
        while (!response.destroyed && response.write('x'.repeat(1000)));
      };
      response.on('drain', pour);
      pour();
    });
    const result = await postMessage(receiver.url, message);
    expect(result).toMatchObject({ status: 200, error: null });
    expect(result.answer).toHaveLength(2000);
  });

  test('says that a name is unknown, and a certificate not good', async () => {
    expect((await postMessage('http://nobody.invalid/', message)).error).toMatch(/ENOTFOUND|EAI_AGAIN/);
    const receiver = await startReceiver();
    const result = await postMessage(`https://127.0.0.1:${receiver.port}/`, message);
    expect(result.status).toBeNull();
    expect(result.error).not.toBe('');
  });
});
