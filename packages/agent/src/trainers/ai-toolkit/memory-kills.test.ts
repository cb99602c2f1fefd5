import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { watchMemoryKills } from './memory-kills.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'memory-kills-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

const watch = () => watchMemoryKills(7, { proc: join(root, 'proc'), cgroups: join(root, 'cgroup') });
const events = (kills: number) => `low 0\nhigh 0\nmax 12\noom 3\noom_kill ${kills}\noom_group_kill 0\n`;

test.each([
  ['of version 2', '0::/trainyard.service/run\n', 'cgroup/trainyard.service/run/memory.events'],
  ['of version 1', '9:cpu:/\n4:cpuset,memory:/slurm/job_1\n', 'cgroup/memory/slurm/job_1/memory.oom_control'],
  ['that is the whole container', '0::/\n', 'cgroup/memory.events'],
])('a kill in the control group of the trainer is seen, in one %s', (_what, groups, file) => {
  write('proc/7/cgroup', groups);
  write('proc/vmstat', 'oom_kill 40\n');
  write(file, events(1));
  const kills = watch();
  expect(kills.wereThere()).toBe(false);
  // Elsewhere on the machine.
  write('proc/vmstat', 'oom_kill 41\n');
  expect(kills.wereThere()).toBe(false);
  write(file, events(2));
  expect(kills.wereThere()).toBe(true);
});

test('where groups do not tell, it is a kill anywhere on the machine', () => {
  write('proc/7/cgroup', '0::/\n');
  write('proc/vmstat', 'pgfault 3\noom_kill 40\n');
  const kills = watch();
  rmSync(join(root, 'proc/7'), { recursive: true });
  kills.look();
  write('proc/vmstat', 'pgfault 3\noom_kill 41\n');
  expect(kills.wereThere()).toBe(true);
});

test('a trainer that is moved to another group is followed there', () => {
  write('proc/7/cgroup', '0::/a\n');
  write('cgroup/a/memory.events', events(0));
  const kills = watch();
  write('proc/7/cgroup', '0::/b\n');
  write('cgroup/b/memory.events', events(5));
  kills.look();
  expect(kills.wereThere()).toBe(false);
  write('cgroup/b/memory.events', events(6));
  expect(kills.wereThere()).toBe(true);
});

test('nothing is claimed where nothing is known', () => {
  const kills = watch();
  kills.look();
  expect(kills.wereThere()).toBe(false);
});
