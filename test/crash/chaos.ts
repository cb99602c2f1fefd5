import { setTimeout as sleep } from 'node:timers/promises';
import type { HistoryEvent } from './history.ts';
import type { ProcessWatch, RunProcess } from './process-watch.ts';
import type { Random } from './random.ts';
import type { ServerUnderTest } from './server-under-test.ts';

/** How many processes of each kind are to be killed. */
export interface Kills {
  readonly server: number;
  readonly agent: number;
  readonly trainer: number;
}

/** What the one who kills needs. */
export interface ChaosOptions {
  readonly random: Random;
  readonly server: ServerUnderTest;
  readonly watch: ProcessWatch;
  readonly record: (event: HistoryEvent) => void;
  readonly kills: Kills;
  /** Settles at the next submission or resume. */
  readonly nextQueued: () => Promise<void>;
  /** Longest pause between two kills. */
  readonly pauseMs: number;
  readonly onProgress: (done: Kills) => void;
}

const victimWithinMs = 20_000;
const lookAgainMs = 10;

/** Kills until the wanted numbers are reached; leaves the server running. */
export async function causeChaos(options: ChaosOptions): Promise<void> {
  const { random, server, kills } = options;
  const done = { server: 0, agent: 0, trainer: 0 };
  const isWanted = (target: keyof Kills) => done[target] < kills[target];
  while (isWanted('server') || isWanted('agent') || isWanted('trainer')) {
    const target = random.pick((['server', 'agent', 'trainer'] as const).filter(isWanted));
    await chooseMoment(options);
    if (target === 'server') {
      const agent = random.chance(0.15) && isWanted('agent') ? pickVictim(options, 'agent') : null;
      if (agent !== null) done.agent += killProcess(options, agent);
      // A server that is asked to close does not count as killed.
      const signal = random.chance(0.2) ? 'SIGTERM' : 'SIGKILL';
      await server.end(signal);
      if (signal === 'SIGKILL') done.server += 1;
      await sleep(random.chance(0.1) ? random.whole(1000, 3000) : random.whole(0, 400));
      await server.start(random.chance(0.3) ? 'another-port' : 'same-port');
    } else {
      const victim = await waitForVictim(options, target);
      if (victim !== null) done[target] += killProcess(options, victim);
    }
    options.onProgress(done);
  }
}

/** Any moment; now and then one within 300 ms of a submission. */
async function chooseMoment({ random, nextQueued, pauseMs }: ChaosOptions): Promise<void> {
  await sleep(random.whole(0, pauseMs));
  if (!random.chance(0.3)) return;
  await Promise.race([nextQueued(), sleep(2000)]);
  await sleep(random.whole(0, 300));
}

function pickVictim({ random, watch }: ChaosOptions, role: RunProcess['role']): RunProcess | null {
  const candidates = watch.alive().filter((process) => process.role === role);
  return candidates.length === 0 ? null : random.pick(candidates);
}

async function waitForVictim(options: ChaosOptions, role: RunProcess['role']): Promise<RunProcess | null> {
  const deadline = performance.now() + victimWithinMs;
  for (;;) {
    const victim = pickVictim(options, role);
    if (victim !== null || performance.now() > deadline) return victim;
    await sleep(lookAgainMs);
  }
}

/** Gives how many processes were killed: none where it had ended by itself meanwhile. */
function killProcess({ record }: ChaosOptions, { pid, runId, role }: RunProcess): 0 | 1 {
  const at = Date.now();
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 0;
    throw error;
  }
  record({ type: 'killed', at, target: role, signal: 'SIGKILL', runId });
  return 1;
}
