import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryEvent } from './history.ts';

/** A process of a run. */
export interface RunProcess {
  readonly pid: number;
  /** In clock ticks since the boot: tells it from a later process of the same number. */
  readonly startTime: string;
  readonly runId: string;
  readonly role: 'agent' | 'trainer';
}

/** Looks at what runs on this machine, again and again. */
export interface ProcessWatch {
  /** What lived at the last look. */
  alive(): readonly RunProcess[];
  /** Processes that a server of this campaign started and that live now, other than those of runs. */
  descendants(): readonly { pid: number; command: string }[];
  stop(): void;
}

const lookEveryMs = 40;
/** A process that has just been forked still looks like its parent. */
const settledAfterLooks = 8;

interface Known {
  looks: number;
  process: RunProcess | null;
}

/** Watches the runs of one data folder by what Linux tells of each process. */
export function watchProcesses(options: {
  readonly dataDir: string;
  readonly serverPid: () => number | null;
  readonly record: (event: HistoryEvent) => void;
}): ProcessWatch {
  const known = new Map<string, Known>();
  const fromServer = new Map<number, string>();
  let alive: readonly RunProcess[] = [];
  let lastTrainers = '';

  const look = () => {
    const serverPid = options.serverPid();
    const found: RunProcess[] = [];
    const present = new Set<string>();
    for (const pid of listPids()) {
      const stat = readStat(pid);
      if (stat === null) continue;
      if (stat.parent === serverPid) fromServer.set(pid, stat.startTime);
      const key = `${pid} ${stat.startTime}`;
      present.add(key);
      const entry = known.get(key) ?? { looks: 0, process: null };
      known.set(key, entry);
      if (entry.looks < settledAfterLooks) {
        entry.looks += 1;
        entry.process = identify(pid, stat, options.dataDir);
      }
      if (entry.process !== null) found.push(entry.process);
    }
    found.push(
      ...recordedAgents(options.dataDir).filter((agent) => !found.some(({ pid }) => pid === agent.pid)),
    );
    for (const key of known.keys()) if (!present.has(key)) known.delete(key);
    // Whatever was seen and still lives after the last one was seen lived together with all others.
    alive = found.filter(({ pid, startTime }) => readStat(pid)?.startTime === startTime);
    const trainers = alive
      .filter(({ role }) => role === 'trainer')
      .map(({ pid, startTime, runId }) => ({ pid, startTime, runId }));
    const seen = JSON.stringify(trainers);
    if (seen !== lastTrainers) options.record({ type: 'trainers', at: Date.now(), trainers });
    lastTrainers = seen;
  };
  const timer = setInterval(look, lookEveryMs);

  return {
    alive: () => alive,
    descendants: () =>
      [...fromServer]
        .filter(([pid, startTime]) => readStat(pid)?.startTime === startTime)
        .map(([pid]) => ({ pid, command: readText(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() })),
    stop: () => clearInterval(timer),
  };
}

function listPids(): number[] {
  return listFolder('/proc')
    .map(Number)
    .filter((pid) => pid > 1);
}

/** Null for a process that is gone, or that only waits to be buried. */
function readStat(pid: number): { parent: number; startTime: string } | null {
  const stat = readText(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent] = fields;
  const startTime = fields[19];
  if (startTime === undefined || state === undefined || 'ZX'.includes(state)) return null;
  return { parent: Number(parent), startTime };
}

function identify(
  pid: number,
  { parent, startTime }: { parent: number; startTime: string },
  dataDir: string,
): RunProcess | null {
  const environment = readText(`/proc/${pid}/environ`);
  const runId = /(?:^|\0)TRAINYARD_RUN_ID=([^\0]+)/.exec(environment)?.[1];
  if (runId === undefined || !(environment.includes(dataDir) || isIn(pid, dataDir))) return null;
  const isTrainer = runsTrainer(pid);
  // What a trainer has just forked is not a second one: it has not become its own program yet.
  if (isTrainer && runsTrainer(parent)) return null;
  return { pid, startTime, runId, role: isTrainer ? 'trainer' : 'agent' };
}

function runsTrainer(pid: number): boolean {
  return /builtin\/main\.[jt]s|recorded-trainer\//.test(readText(`/proc/${pid}/cmdline`));
}

/** Agents that were started ahead of their run do not have it in their environment, but write down that they took it. */
function recordedAgents(dataDir: string): RunProcess[] {
  const runs = join(dataDir, 'runs');
  return listFolder(runs).flatMap((name): RunProcess[] => {
    const record = readText(join(runs, name, 'agent.json'));
    const [, pid] = /"pid":(\d+)/.exec(record) ?? [];
    const [, startTime] = /"start_time":"(\d+)"/.exec(record) ?? [];
    if (pid === undefined || startTime === undefined) return [];
    return [{ pid: Number(pid), startTime, runId: name, role: 'agent' }];
  });
}

function listFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function isIn(pid: number, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
  } catch {
    return false;
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
