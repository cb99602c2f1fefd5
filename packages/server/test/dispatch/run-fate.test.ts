import { describe, expect, test } from 'vitest';
import { decideFate, type FateContext } from '../../src/dispatch/run-fate.ts';
import type { AgentState } from '../../src/executors/executor.ts';

type Run = Parameters<typeof decideFate>[0];

const now = 1_000_000;
const context: FateContext = { now, serverId: 'me', leaseMs: 30_000, leasesFrom: 0, stopGraceMs: 20_000 };
const running: Run = {
  state: 'running',
  outcome: null,
  handle: 'h',
  instance: 'i',
  claimed_by: 'me',
  claim_expires_at: now + 5000,
  lease_expires_at: now + 1000,
  stop_requested_at: null,
  stop_reason: null,
  ended_at: null,
};
const starting: Run = { ...running, state: 'starting', handle: null, instance: null, lease_expires_at: null };
const alive: AgentState = { state: 'running' };
const gone: AgentState = { state: 'ended', reason: 'it was killed by SIGKILL' };
const unknown: AgentState = { state: 'unknown' };
const killAt = now - 3 * 20_000 - 60_001;

describe('what becomes of a claimed run', () => {
  test.each<[string, Partial<Run>, AgentState | undefined, string]>([
    ['it runs', {}, alive, 'leave'],
    ['its agent is gone', {}, gone, 'end RUN_LOST'],
    [
      'its agent is gone after a cancel',
      { stop_reason: 'cancel', stop_requested_at: now },
      gone,
      'end canceled',
    ],
    ['its lease ran out just now and the agent lives', { lease_expires_at: now - 100 }, alive, 'leave'],
    [
      'its lease ran out long ago and the agent lives',
      { lease_expires_at: now - 30_001 },
      alive,
      'end RUN_LOST',
    ],
    [
      'its lease ran out and the executor does not know',
      { lease_expires_at: now - 30_001 },
      unknown,
      'leave',
    ],
    [
      'its lease ran out very long ago and nobody knows',
      { lease_expires_at: now - 600_001 },
      unknown,
      'end RUN_LOST',
    ],
    ['a scheduler has it waiting', { lease_expires_at: now - 900_000 }, { state: 'pending' }, 'leave'],
    ['it has no lease yet', { lease_expires_at: null }, alive, 'leave'],
    ['it was asked to stop', { stop_requested_at: now - 50_000 }, alive, 'leave'],
    ['it did not stop in time', { stop_requested_at: killAt, stop_reason: 'cancel' }, alive, 'end canceled'],
    [
      'it did not stop in time for a drain',
      { stop_requested_at: killAt, stop_reason: 'drain' },
      alive,
      'end RUN_KILLED',
    ],
    [
      'it has ended and its agent is on its way out',
      { outcome: 'finished', ended_at: now },
      alive,
      'await-exit',
    ],
    ['it has ended and its agent does not go', { outcome: 'finished', ended_at: now - 2000 }, alive, 'close'],
    ['it has ended and its agent is gone', { outcome: 'finished', ended_at: now }, gone, 'close'],
  ])('%s', (_what, change, agent, expected) => {
    expect(describeFate({ ...running, ...change }, agent)).toBe(expected);
  });

  test.each<[string, Partial<Run>, string]>([
    ['this server died between claim and start', {}, 'requeue'],
    ['another server is starting it', { claimed_by: 'other' }, 'leave'],
    ['another server died over it', { claimed_by: 'other', claim_expires_at: now - 1 }, 'requeue'],
    ['its agent came up, but its handle was not written down', { instance: 'i' }, 'adopt'],
    ['the same, and its trainer runs', { instance: 'i', state: 'running' }, 'adopt'],
    ['it was cancelled while it started', { outcome: 'canceled', ended_at: now }, 'close'],
    [
      'it was cancelled while another server starts it',
      { claimed_by: 'other', outcome: 'canceled' },
      'leave',
    ],
  ])('without a handle: %s', (_what, change, expected) => {
    expect(describeFate({ ...starting, ...change }, undefined)).toBe(expected);
  });

  test('a cancelled run that was only starting is not given time to leave', () => {
    const run = { ...starting, handle: 'h', outcome: 'canceled' as const, ended_at: now };
    expect(describeFate(run, alive)).toBe('close');
  });

  test('leases count from the start of the server, so that its absence is held against nobody', () => {
    const run = { ...running, lease_expires_at: now - 900_000 };
    expect(decideFate(run, alive, { ...context, leasesFrom: now - 30_000 })).toEqual({ do: 'leave' });
  });
});

function describeFate(run: Run, agent: AgentState | undefined): string {
  const fate = decideFate(run, agent, context);
  return fate.do === 'end' ? `end ${fate.ending.reason ?? fate.ending.outcome}` : fate.do;
}
