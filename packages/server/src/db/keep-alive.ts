const kept: unknown[] = [];

/**
 * Keeps an object of better-sqlite3 for the life of the process. Built with the headers of Node 24.21, freeing
 * one while no JavaScript runs ends the process; the few that a process opens and closes cost little.
 */
export function keepAlive<T>(object: T): T {
  kept.push(object);
  return object;
}
