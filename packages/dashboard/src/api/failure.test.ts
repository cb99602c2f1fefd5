import { ApiError, ConnectionError, HttpError } from '@trainyard/core/client';
import { expect, test } from 'vitest';
import { describeFailure } from './failure.ts';

test('An error of the catalogue is told with its page and with what can be done about it.', () => {
  const failure = describeFailure(new ApiError(40451, 'No job 7 exists.'));
  expect(failure.message).toBe('No job 7 exists.');
  expect(failure.docPath).toBe('/errors/40451');
  expect(failure.advice).toMatch(/\S{3}/);
});

test('The fix of a finding comes before the general advice.', () => {
  const finding = {
    code: 42274 as const,
    name: 'INVALID_LEARNING_RATE',
    severity: 'error' as const,
    message: 'lr is "fast".',
    path: 'train.lr',
    line: 3,
    column: 5,
    fix: 'Write 0.0001.',
  };
  const failure = describeFailure(new ApiError(42274, 'lr is "fast".', { findings: [finding] }));
  expect(failure.advice).toBe('Write 0.0001.');
  expect(failure.findings).toEqual([finding]);
});

test.each([
  [new HttpError(401, 'No token.'), 'Sign in again.', false],
  [new HttpError(429, 'Too many requests.'), 'Wait a moment, then try again.', true],
  [new HttpError(503, 'Draining.'), 'Try again; if it stays, look into the log.', true],
  [new HttpError(409, 'It is active.'), null, false],
  [new TypeError('x is undefined'), 'Load the page again.', true],
])('%s is answered with advice.', (error, advice, canRetry) => {
  expect(describeFailure(error)).toMatchObject({ message: error.message, advice, canRetry });
});

test('A server that says when to come back is believed.', () => {
  const busy = new HttpError(429, 'Too many requests.', { retryAfterSeconds: 7 });
  expect(describeFailure(busy)).toMatchObject({
    advice: 'Try again in 7 s.',
    canRetry: true,
    retryAfterSeconds: 7,
  });
});

test('A missing answer does not show an address.', () => {
  expect(describeFailure(new ConnectionError('/prod/v1/x')).message).toBe('The server does not answer.');
});

test('What is no error at all still gives a sentence.', () => {
  expect(describeFailure('?').message).toBe('Something went wrong.');
});
