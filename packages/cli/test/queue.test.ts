import { expect, test } from 'vitest';
import { useServer } from './support/test-server.ts';

const server = useServer();

test('an administrator pauses the queue and single GPUs, everybody sees it, and nobody else can', async () => {
  const { out } = await server.command([
    ...['token', 'create', '--account', 'olga', '--administrator', '--data-dir', server.dataDir],
  ]);
  const env = { TRAINYARD_URL: server.url, TRAINYARD_TOKEN: out.trim() };
  const asOlga = (...argv: string[]) => server.command(argv, { env });

  expect((await asOlga('queue', 'show')).out).toMatch(/^Nothing is paused/);
  const paused = await asOlga('queue', 'pause', '--reason', 'New driver');
  expect(paused.out).toMatch(/^The queue is paused by olga since .*: New driver\n$/);
  const refused = await server.command(['queue', 'resume']);
  expect(refused.exitCode).not.toBe(0);
  expect(refused.err).toContain('Only an administrator');

  const shown = await server.command(['queue', 'show']);
  expect(shown.out).toMatch(/^The queue is paused by olga since .*: New driver\n/);
  const { gpus } = JSON.parse((await server.command(['queue', 'show', '--json'])).out) as {
    gpus: { id: string }[];
  };
  const gpu = gpus[0]?.id ?? '';
  expect(shown.out).toContain(gpu);
  expect((await asOlga('queue', 'pause', '--gpu', gpu)).out).toContain(`(${gpu}) is paused by olga`);
  expect((await asOlga('queue', 'resume')).out).not.toContain('The queue is paused');
  expect((await asOlga('queue', 'resume', '--gpu', gpu)).out).toMatch(/^Nothing is paused/);
});
