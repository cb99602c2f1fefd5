import type { Command } from '../command.ts';

/** Every command by its name, loaded only when it is asked for: most need little of what others need. */
export const commandLoaders = {
  serve: async () => (await import('./serve.ts')).command,
  'token create': async () => (await import('./token/create.ts')).command,
  'token list': async () => (await import('./token/list.ts')).command,
  'token revoke': async () => (await import('./token/revoke.ts')).command,
  explain: async () => (await import('./explain.ts')).command,
} as const satisfies Record<string, () => Promise<Command>>;

type CommandName = keyof typeof commandLoaders;

/** The names of all commands, in the order of the help. */
export const commandNames = Object.keys(commandLoaders) as readonly CommandName[];

/** Loads commands for their help. */
export function loadCommands(names: readonly CommandName[]): Promise<Command[]> {
  return Promise.all(names.map((name) => commandLoaders[name]()));
}
