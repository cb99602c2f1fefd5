import { expect, test } from 'vitest';
import { readAgentSettings } from './settings.ts';

const whole = {
  TRAINYARD_RUN_ID: 'run_1',
  TRAINYARD_RUN_TOKEN: 'secret',
  TRAINYARD_SERVER_URL: 'http://127.0.0.1:8700',
  TRAINYARD_RUN_FOLDER: '/runs/1',
  TRAINYARD_FENCE: '7',
};

test('the agent reads its settings from the environment', () => {
  expect(readAgentSettings(whole)).toEqual({
    runId: 'run_1',
    token: 'secret',
    serverUrl: 'http://127.0.0.1:8700',
    serverUrlFile: null,
    runFolder: '/runs/1',
    fence: 7,
  });
  expect(readAgentSettings({ ...whole, TRAINYARD_SERVER_URL_FILE: '/url' }).serverUrlFile).toBe('/url');
});

test('all faults of the settings are named together, and the token is not', () => {
  const read = () =>
    readAgentSettings({
      ...whole,
      TRAINYARD_RUN_ID: '',
      TRAINYARD_SERVER_URL: 'ftp://x',
      TRAINYARD_FENCE: 'x',
    });
  expect(read).toThrow(/TRAINYARD_RUN_ID .* TRAINYARD_SERVER_URL .* TRAINYARD_FENCE/);
  expect(read).not.toThrow(/secret/);
});
