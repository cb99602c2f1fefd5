import { allErrors } from '@trainyard/core';
import { expect, test } from 'vitest';
import { run } from '../src/run.ts';
import { captureIo } from './support/captured-io.ts';

async function explain(...argv: string[]) {
  const io = captureIo();
  return { exitCode: await run(['explain', ...argv], io), out: io.out(), err: io.err() };
}

test('an error is explained from the catalogue', async () => {
  const { exitCode, out, err } = await explain('40951');
  expect([exitCode, err]).toEqual([0, '']);
  expect(out).toMatchInlineSnapshot(`
    "40951 JOB_NAME_CONFLICT

    The account already has a job of this name.

    What to do
      - Give the job a name that no other job of the account has: config.name in the
        YAML (and meta.name, where the config repeats it).

    Where it comes
      POST /prod/v1/trainers/ai-toolkit/jobs

    Sending it again
      The same request fails again until what is wrong with it is changed. The HTTP
      status is 409.

    An example
      A request that is refused. The account has a job named my_lora.

        POST /prod/v1/trainers/ai-toolkit/jobs
        Content-Type: application/json

        {
          "config_file_format": "yaml",
          "config_file": "{YAML text with config.name: my_lora}",
          "gpu_type": "ADA_80_PLUS"
        }

      A request that succeeds:

        POST /prod/v1/trainers/ai-toolkit/jobs
        Content-Type: application/json

        {
          "config_file_format": "yaml",
          "config_file": "{YAML text with config.name: my_lora_2}",
          "gpu_type": "ADA_80_PLUS"
        }
    "
  `);
});

test.for(allErrors.map(({ code, name }) => ({ code, name })))(
  '$code is found by number and by name',
  async ({ code, name }) => {
    const byNumber = await explain(String(code));
    expect(byNumber.exitCode).toBe(0);
    expect(byNumber.out.startsWith(`${code} ${name}\n`)).toBe(true);
    expect((await explain(name.toLowerCase())).out).toContain(byNumber.out);
  },
);

test('a name that two numbers share explains both', async () => {
  const { out } = await explain('DATASET_NOT_FOUND');
  expect(out).toContain('40401 DATASET_NOT_FOUND');
  expect(out).toContain('42254 DATASET_NOT_FOUND');
});

test('without a code every error is listed', async () => {
  const { exitCode, out } = await explain();
  expect(exitCode).toBe(0);
  expect(out.trimEnd().split('\n')).toEqual(allErrors.map(({ code, name }) => `${code} ${name}`));
});

test('an unknown code names the nearest and lists all', async () => {
  const { exitCode, out, err } = await explain('JOB_NOT_FUOND');
  expect([exitCode, out]).toEqual([3, '']);
  expect(err).toMatch(
    /^There is no error "JOB_NOT_FUOND"\. The nearest is 40451 JOB_NOT_FOUND\.\n\nThese are all:\n/,
  );
  for (const { code } of allErrors) expect(err).toContain(`\n${code} `);
});
