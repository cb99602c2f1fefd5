import { expect, test } from 'vitest';
import { listeningInodes } from './port-owner.ts';

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:21FC 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1 0 100 0 0 10 0
   1: 0100007F:21FC 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 4343 1 0 20 4 30 10 -1
   2: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4444 1 0 100 0 0 10 0
`;

test('the socket that listens on a port is found, connections to it are not', () => {
  expect(listeningInodes(table, 8700)).toEqual(['4242']);
  expect(listeningInodes(table, 80)).toEqual(['4444']);
  expect(listeningInodes(table, 81)).toEqual([]);
  expect(listeningInodes('', 80)).toEqual([]);
});
