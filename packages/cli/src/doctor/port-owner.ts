import { readdir, readFile, readlink } from 'node:fs/promises';

const listening = '0A';

/** The process that listens on a TCP port, as far as Linux lets this user see it; null where it does not. */
export async function findPortOwner(port: number): Promise<{ pid: number; name: string } | null> {
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(readOrEmpty));
  const inodes = new Set(tables.flatMap((table) => listeningInodes(table, port)));
  if (inodes.size === 0) return null;
  for (const pid of await listOrEmpty('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    for (const descriptor of await listOrEmpty(`/proc/${pid}/fd`)) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
      if (inode !== undefined && inodes.has(inode)) {
        return { pid: Number(pid), name: (await readOrEmpty(`/proc/${pid}/comm`)).trim() };
      }
    }
  }
  return null;
}

/** The sockets that listen on a port, in a table of /proc/net: `sl local_address rem_address st … inode`. */
export function listeningInodes(table: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(`:${wanted}`) && state === listening)
    .flatMap((fields) => fields[9] ?? []);
}

function readOrEmpty(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

function listOrEmpty(path: string): Promise<string[]> {
  return readdir(path).catch(() => []);
}
