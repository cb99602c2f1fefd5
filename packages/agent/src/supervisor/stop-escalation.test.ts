import { expect, test } from 'vitest';
import { nextStopStep, type StopMeans } from './stop-escalation.ts';

test.each<{ used: StopMeans[]; sinceMs: number; next: { means: StopMeans; waitMs: number } | null }>([
  { used: [], sinceMs: 0, next: { means: 'command', waitMs: 0 } },
  { used: ['command'], sinceMs: 0, next: { means: 'SIGINT', waitMs: 1000 } },
  { used: ['command'], sinceMs: 400, next: { means: 'SIGINT', waitMs: 600 } },
  { used: ['command'], sinceMs: 5000, next: { means: 'SIGINT', waitMs: 0 } },
  { used: ['command', 'SIGINT'], sinceMs: 1000, next: { means: 'SIGTERM', waitMs: 250 } },
  { used: ['command', 'SIGINT', 'SIGTERM'], sinceMs: 1250, next: { means: 'SIGKILL', waitMs: 250 } },
  { used: ['command', 'SIGINT', 'SIGTERM', 'SIGKILL'], sinceMs: 1500, next: null },
])('with a grace of 1000 ms, $used and $sinceMs ms comes $next', ({ used, sinceMs, next }) => {
  expect(nextStopStep(used, sinceMs, 1000)).toEqual(next);
});
