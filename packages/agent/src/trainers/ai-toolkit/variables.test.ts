import { expect, test } from 'vitest';
import { trainerVariables } from './variables.ts';

const run = { id: 'run_1', folder: '/run' };

test('of the agent only what the table names is passed on', () => {
  const variables = trainerVariables(
    { HOME: '/home/ada', https_proxy: 'http://proxy:3128', HF_TOKEN: 'hf_of_the_machine', AWS_SECRET: 'x' },
    run,
  );
  expect(variables).toEqual({
    HF_HOME: '/home/ada/.cache/huggingface',
    https_proxy: 'http://proxy:3128',
    HF_TOKEN_PATH: '/run/no-token',
    PYTHON_DOTENV_DISABLED: '1',
    PYTHONUNBUFFERED: '1',
    IS_AI_TOOLKIT_UI: '1',
    AITK_JOB_ID: 'run_1',
  });
});

test.each([
  [{ HF_HOME: '/models', HOME: '/home/ada' }, '/models'],
  [{ XDG_CACHE_HOME: '/cache', HOME: '/home/ada' }, '/cache/huggingface'],
  [{}, undefined],
])('with %j models are cached in %j', (agent, folder) => {
  expect(trainerVariables(agent, run)['HF_HOME']).toBe(folder);
});
