import type { AgentState } from '../executors/executor.ts';
import type { RunRow } from '../runs/authenticate-run.ts';
import { lossOf, type RunEnding } from '../runs/record-ending.ts';

/** What is to be done about a run that was claimed and has not ended. */
export type Fate =
  | { readonly do: 'leave' }
  /** Its outcome is known: make sure that nothing of it is left, and end it. */
  | { readonly do: 'close' }
  /** Its outcome is known and its agent is on its way out: look again very soon. */
  | { readonly do: 'await-exit' }
  /** It was claimed by a server that died before any agent asked for it: put it back into the queue. */
  | { readonly do: 'requeue' }
  /** An agent has it, but the server that started that agent died before it wrote down the handle. */
  | { readonly do: 'adopt' }
  | { readonly do: 'end'; readonly ending: RunEnding };

/** What the decision depends on besides the run and its agent. */
export interface FateContext {
  readonly now: number;
  readonly serverId: string;
  readonly leaseMs: number;
  /** Leases count as renewed at this time: nobody could report while the server, or the machine, slept. */
  readonly leasesFrom: number;
  readonly stopGraceMs: number;
}

/** How long an agent may take to end by itself after its last report. */
const exitGraceMs = 2_000;
/** The agent kills its trainer itself within two and a half graces, and then hands over what was made. */
const killAfterGraces = 3;
const killSlackMs = 60_000;
/** Further leases to wait when the executor says that the agent lives, and when it does not know. */
const patience = { running: 1, pending: Number.POSITIVE_INFINITY, unknown: 20 } as const;

type Claimed = Pick<
  RunRow,
  | 'state'
  | 'outcome'
  | 'handle'
  | 'instance'
  | 'claimed_by'
  | 'claim_expires_at'
  | 'lease_expires_at'
  | 'stop_requested_at'
  | 'stop_reason'
  | 'ended_at'
>;

/** Decides about one run; `agent` is what the executor says of its handle. Pure. */
export function decideFate(run: Claimed, agent: AgentState | undefined, context: FateContext): Fate {
  const { now } = context;
  if (run.handle === null) {
    const isAbandoned = run.claimed_by === context.serverId || (run.claim_expires_at ?? 0) < now;
    if (!isAbandoned) return { do: 'leave' };
    if (run.outcome !== null) return { do: 'close' };
    return { do: run.instance === null ? 'requeue' : 'adopt' };
  }
  if (run.outcome !== null) {
    const isTold = !(run.state === 'starting' && run.outcome === 'canceled');
    const mayBeEnding = agent !== undefined && agent.state !== 'ended' && isTold;
    return mayBeEnding && now - (run.ended_at ?? 0) < exitGraceMs ? { do: 'await-exit' } : { do: 'close' };
  }
  if (agent?.state === 'ended') {
    const what = `The agent of the run is gone: ${agent.reason}.`;
    return { do: 'end', ending: stoppedAs(run) ?? lossOf('RUN_LOST', what) };
  }
  if (run.stop_requested_at !== null && now > run.stop_requested_at + killAfter(context)) {
    const what = 'The run did not stop when it was asked to, and was killed.';
    return { do: 'end', ending: stoppedAs(run) ?? lossOf('RUN_KILLED', what) };
  }
  if (run.lease_expires_at === null) return { do: 'leave' };
  const expired = now - Math.max(run.lease_expires_at, context.leasesFrom + context.leaseMs);
  if (expired <= context.leaseMs * patience[agent?.state ?? 'unknown']) return { do: 'leave' };
  return { do: 'end', ending: stoppedAs(run) ?? lossOf('RUN_LOST', silence(agent)) };
}

function killAfter({ stopGraceMs }: FateContext): number {
  return stopGraceMs * killAfterGraces + killSlackMs;
}

/** A run that its user wanted to end has got what was wanted, however it went. */
function stoppedAs(run: Claimed): RunEnding | null {
  return run.stop_reason === 'cancel' ? { outcome: 'canceled', message: null, reason: null } : null;
}

function silence(agent: AgentState | undefined): string {
  return agent?.state === 'running'
    ? 'The agent of the run stopped reporting and was killed.'
    : 'The agent of the run stopped reporting, and nothing is known of it.';
}
