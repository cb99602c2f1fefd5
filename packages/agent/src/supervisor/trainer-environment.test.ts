import { describe, expect, test } from 'vitest';
import { trainerEnvironment } from './trainer-environment.ts';

const folders = { root: '/runs/7', temporary: '/runs/7/tmp' };
const gpus = [
  { id: 'GPU-aa', index: 3 },
  { id: 'GPU-bb', index: 5 },
];

describe('the environment of a trainer', () => {
  test('holds what the table allows and nothing else', () => {
    const environment = trainerEnvironment(
      { run_id: 'run_7', gpus, secrets: { HF_TOKEN: 'hf_x', EMPTY: '' } },
      folders,
      {
        PATH: '/bin',
        LANG: 'C.UTF-8',
        AWS_SECRET_ACCESS_KEY: 'no',
        TRAINYARD_RUN_TOKEN: 'no',
        NODE_OPTIONS: '--inspect',
      },
    );
    expect(environment).toEqual({
      PATH: '/bin',
      LANG: 'C.UTF-8',
      HF_TOKEN: 'hf_x',
      HOME: '/runs/7',
      TMPDIR: '/runs/7/tmp',
      CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
      CUDA_VISIBLE_DEVICES: 'GPU-aa,GPU-bb',
      TRAINYARD_RUN_ID: 'run_7',
    });
  });

  test('a run on slots of the processor sees no CUDA device', () => {
    const environment = trainerEnvironment(
      { run_id: 'r', gpus: [{ id: 'cpu-0', index: 0 }], secrets: {} },
      folders,
      {},
    );
    expect(environment['CUDA_VISIBLE_DEVICES']).toBe('');
  });

  test.each(['PATH', 'LD_PRELOAD', 'NODE_OPTIONS', 'PYTHONPATH', 'TRAINYARD_RUN_ID', 'a=b', 'lower', ''])(
    'a secret called %j is refused',
    (name) => {
      expect(() =>
        trainerEnvironment({ run_id: 'r', gpus: [], secrets: { [name]: 'x' } }, folders, {}),
      ).toThrow('cannot be');
    },
  );
});
