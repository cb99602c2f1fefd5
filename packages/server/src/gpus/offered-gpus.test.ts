import { expect, test } from 'vitest';
import { gpuTypeOf } from './gpu-types.ts';
import { parseNvidiaCards, withSlices } from './nvidia-cards.ts';
import { offeredGpus } from './offered-gpus.ts';

const output = `0, GPU-0a1b2c3d-0000-1111-2222-333344445555, 81559, 4, 0, 31, NVIDIA H100 80GB HBM3
1, GPU-0a1b2c3d-0000-1111-2222-333344445556, 143771, 1, 0, 28, NVIDIA H200
2, GPU-0a1b2c3d-0000-1111-2222-333344445557, 24564, 512, 3, 44, NVIDIA GeForce RTX 4090
`;

test('the cards that nvidia-smi lists are read with their UUIDs', () => {
  expect(parseNvidiaCards(output).map(({ index, uuid }) => [index, uuid.slice(-4)])).toEqual([
    [0, '5555'],
    [1, '5556'],
    [2, '5557'],
  ]);
});

test('what is no card in the output of nvidia-smi is passed over', () => {
  expect(parseNvidiaCards('No devices were found\n\n')).toEqual([]);
});

test.each([
  ['NVIDIA H100 80GB HBM3', 81_559, 'ADA_80_PLUS'],
  ['NVIDIA H100 NVL', 95_830, 'ADA_80_PLUS'],
  ['NVIDIA H200', 143_771, 'HOPPER_141'],
  ['NVIDIA A100-SXM4-80GB', 81_920, 'AMPERE_80'],
  ['NVIDIA A100-SXM4-40GB', 40_960, null],
  ['NVIDIA L40S', 46_068, 'ADA_48_PLUS'],
  ['NVIDIA RTX A6000', 49_140, 'AMPERE_48'],
  ['NVIDIA GeForce RTX 3090', 24_576, 'AMPERE_24'],
  ['NVIDIA GeForce RTX 4090', 24_564, 'AMPERE_24'],
  ['Tesla T4', 15_360, 'TURING_16'],
  ['NVIDIA GeForce GTX 1060', 6_144, null],
  ['NVIDIA H100 80GB HBM3 MIG 3g.40gb', 40_960, null],
  ['NVIDIA GB10', null, null],
])('%s with %i MiB is %s', (name, memoryMib, type) => {
  expect(gpuTypeOf({ name, memoryMib })).toBe(type);
});

test.each([
  ['NVIDIA GeForce RTX 5090', 32_607, 'BLACKWELL_32'],
  ['NVIDIA GeForce RTX 5090 D', 32_607, 'CHINA_32'],
  ['NVIDIA GB10', null, 'SPARK'],
  ['NVIDIA H100 80GB HBM3 MIG 3g.40gb', 40_960, 'SLICE'],
  ['NVIDIA H100 80GB HBM3', 81_559, 'ADA_80_PLUS'],
])('an installation that names types calls %s with %s MiB a %s', (name, memoryMib, type) => {
  const names = new Map([
    ['rtx 5090', 'BLACKWELL_32'],
    ['NVIDIA GeForce RTX 5090 D', 'CHINA_32'],
    ['gb10', 'SPARK'],
    ['MIG 3g.40gb', 'SLICE'],
  ]);
  expect(gpuTypeOf({ name, memoryMib }, names)).toBe(type);
});

test('an installation offers all its cards, or as many of a type as it is told', () => {
  const cards = parseNvidiaCards(output);
  expect(offeredGpus(cards, null).map(({ type }) => type)).toEqual([
    'ADA_80_PLUS',
    'HOPPER_141',
    'AMPERE_24',
  ]);
  expect(offeredGpus(cards, new Map([['HOPPER_141', 1]]))).toEqual([
    {
      id: 'GPU-0a1b2c3d-0000-1111-2222-333344445556',
      index: 1,
      type: 'HOPPER_141',
      name: 'NVIDIA H200',
    },
  ]);
});

test('cards that are not there are refused with what was found', () => {
  expect(() => offeredGpus(parseNvidiaCards(output), new Map([['ADA_80_PLUS', 2]]))).toThrow(
    'GPUS asks for 2 of ADA_80_PLUS, but this machine has: NVIDIA H100 80GB HBM3 (ADA_80_PLUS), NVIDIA H200 (HOPPER_141)',
  );
});

test('a card that is cut into slices is offered as its slices, each by its own UUID', () => {
  const listing = `GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-0a1b2c3d-0000-1111-2222-333344445555)
  MIG 3g.40gb     Device  0: (UUID: MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f)
  MIG 1g.10gb+me  Device  1: (UUID: MIG-GPU-0a1b2c3d-0000-1111-2222-333344445555/7/0)
GPU 1: NVIDIA H200 (UUID: GPU-0a1b2c3d-0000-1111-2222-333344445556)
`;
  const cards = withSlices(parseNvidiaCards(output), listing);
  expect(cards.map(({ uuid, name, memoryMib }) => [uuid, name, memoryMib])).toEqual([
    ['MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f', 'NVIDIA H100 80GB HBM3 MIG 3g.40gb', 40_960],
    ['MIG-GPU-0a1b2c3d-0000-1111-2222-333344445555/7/0', 'NVIDIA H100 80GB HBM3 MIG 1g.10gb+me', 10_240],
    ['GPU-0a1b2c3d-0000-1111-2222-333344445556', 'NVIDIA H200', 143_771],
    ['GPU-0a1b2c3d-0000-1111-2222-333344445557', 'NVIDIA GeForce RTX 4090', 24_564],
  ]);
});
