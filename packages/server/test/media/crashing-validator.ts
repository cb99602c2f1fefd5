import { readFileSync } from 'node:fs';

/** A validator whose decoder dies, hangs or stays in order, as the file it gets says. */
process.on('message', ({ path }: { path: string }) => {
  const what = readFileSync(path, 'utf8');
  if (what === 'crash') process.kill(process.pid, 'SIGSEGV');
  if (what === 'hang') for (;;);
  process.send?.({ verdict: { broken: false, facts: { width: process.pid } } });
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
