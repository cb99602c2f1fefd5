import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where Linux tells of processes and of control groups. */
interface SystemFolders {
  proc: string;
  cgroups: string;
}

const system: SystemFolders = { proc: '/proc', cgroups: '/sys/fs/cgroup' };

/** Whether the kernel killed for want of memory where a process lives. */
export interface MemoryKills {
  /** To be called while the process lives, from its start: a process may be moved to another control group. */
  look(): void;
  /** True where there was such a kill since the first look; asked once the process is gone. */
  wereThere(): boolean;
}

/**
 * Watches for kills in the control group of a process, which has those of its run, container or service; of the
 * whole machine where groups do not tell.
 */
export function watchMemoryKills(pid: number, folders: SystemFolders = system): MemoryKills {
  let group = '';
  let counter: string | null = null;
  let before: number | null = null;

  const choose = (next: string | null) => {
    counter = next;
    before = next === null ? null : countIn(next);
  };
  const look = () => {
    const present = read(join(folders.proc, String(pid), 'cgroup'));
    // Gone, or where it was.
    if ((present === '' && counter !== null) || (present === group && counter !== null)) return;
    group = present;
    const files = [...counterFiles(present, folders), join(folders.proc, 'vmstat')];
    choose(files.find((file) => countIn(file) !== null) ?? null);
  };
  look();
  return {
    look,
    wereThere: () => {
      const now = counter === null ? null : countIn(counter);
      return now !== null && before !== null && now > before;
    },
  };
}

/** Files that count kills for the groups in `/proc/PID/cgroup`, of version 2 and of version 1. */
function counterFiles(groups: string, { cgroups }: SystemFolders): string[] {
  return groups.split('\n').flatMap((line) => {
    const [, controllers, path = ''] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === '') return [join(cgroups, path, 'memory.events')];
    const isMemory = controllers?.split(',').includes('memory') === true;
    return isMemory ? [join(cgroups, 'memory', path, 'memory.oom_control')] : [];
  });
}

function countIn(file: string): number | null {
  const digits = /^oom_kill (\d+)$/m.exec(read(file))?.[1];
  return digits === undefined ? null : Number(digits);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
