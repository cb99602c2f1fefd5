import { expect, test } from 'vitest';
import { sharedServer } from '../support/build-server.ts';

const server = await sharedServer();
const depth = 20_000;
const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`;

test.each([
  ['trainers/ai-toolkit/jobs', `{"gpu_type":${deep}}`],
  ['trainers/ai-toolkit/jobs/validate', `{"config_file_format":${deep}}`],
  ['trainers/datasets', `{"name":${deep}}`],
])('JSON nested too deep is refused by %s and makes nothing fail', async (path, body) => {
  const response = await fetch(`${server.url}/prod/v1/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.as('ada').token}` },
    body,
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    error_code: null,
    error_message: 'The request body is nested deeper than 100 levels.',
  });
});

test('brackets in a text are no nesting', async () => {
  const name = `\\"[{\\\\`.repeat(200);
  const { status, body } = await server.as('ada').createDataset({ name });
  expect(status).toBe(422);
  expect(body.error_code).toBe(42201);
});
