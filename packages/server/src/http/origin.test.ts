import { expect, test } from 'vitest';
import { createOrigin } from './origin.ts';

const listening = () => 'http://127.0.0.1:8700';

test('without a public URL, links lead to the host that the client named', () => {
  const origin = createOrigin({ publicUrl: null, listening });
  expect(origin.with('gpu-box:8700', origin.current)).toBe('http://gpu-box:8700');
  expect(origin.with(undefined, origin.current)).toBe('http://127.0.0.1:8700');
  expect(origin.current()).toBe('http://127.0.0.1:8700');
});

test.each(['evil.example/path', 'a b', 'user@host', '"x"'])(
  'a Host header that is none is not repeated: %s',
  (host) => {
    const origin = createOrigin({ publicUrl: null, listening });
    expect(origin.with(host, origin.current)).toBe('http://127.0.0.1:8700');
  },
);

test('a public URL stands in the links of clients, and agents keep the way that they came', () => {
  const origin = createOrigin({ publicUrl: 'https://trainyard.example.com', listening });
  expect(origin.with('127.0.0.1:8700', origin.current)).toBe('https://trainyard.example.com');
  expect(origin.withAgent('127.0.0.1:8700', origin.current)).toBe('http://127.0.0.1:8700');
});
