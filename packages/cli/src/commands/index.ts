import type { Command } from '../command.ts';

/** Every command by its name, loaded only when it is asked for: most need little of what others need. */
export const commandLoaders = {
  serve: async () => (await import('./serve.ts')).command,
  'token create': async () => (await import('./token/create.ts')).command,
  'token list': async () => (await import('./token/list.ts')).command,
  'token revoke': async () => (await import('./token/revoke.ts')).command,
  'account demote': async () => (await import('./account/demote.ts')).command,
  'account pin': async () => (await import('./account/pin.ts')).command,
  'dataset create': async () => (await import('./dataset/create.ts')).command,
  'dataset list': async () => (await import('./dataset/list.ts')).command,
  'dataset show': async () => (await import('./dataset/show.ts')).command,
  'dataset upload': async () => (await import('./dataset/upload.ts')).command,
  'dataset caption': async () => (await import('./dataset/caption.ts')).command,
  'dataset delete': async () => (await import('./dataset/delete.ts')).command,
  'job submit': async () => (await import('./job/submit.ts')).command,
  'job list': async () => (await import('./job/list.ts')).command,
  'job show': async () => (await import('./job/show.ts')).command,
  'job logs': async () => (await import('./job/logs.ts')).command,
  'job download': async () => (await import('./job/download.ts')).command,
  'job cancel': async () => (await import('./job/cancel.ts')).command,
  'job save': async () => (await import('./job/save.ts')).command,
  'job sample': async () => (await import('./job/sample.ts')).command,
  'job resume': async () => (await import('./job/resume.ts')).command,
  'job edit': async () => (await import('./job/edit.ts')).command,
  'job validate': async () => (await import('./job/validate.ts')).command,
  'job delete': async () => (await import('./job/delete.ts')).command,
  'queue show': async () => (await import('./queue/show.ts')).command,
  'queue pause': async () => (await import('./queue/pause.ts')).command,
  'queue resume': async () => (await import('./queue/resume.ts')).command,
  'models pull': async () => (await import('./models/pull.ts')).command,
  'models list': async () => (await import('./models/list.ts')).command,
  'models remove': async () => (await import('./models/remove.ts')).command,
  demo: async () => (await import('./demo.ts')).command,
  doctor: async () => (await import('./doctor.ts')).command,
  lint: async () => (await import('./lint.ts')).command,
  schema: async () => (await import('./schema.ts')).command,
  explain: async () => (await import('./explain.ts')).command,
} as const satisfies Record<string, () => Promise<Command>>;

type CommandName = keyof typeof commandLoaders;

/** The names of all commands, in the order of the help. */
export const commandNames = Object.keys(commandLoaders) as readonly CommandName[];

/** Loads commands for their help. */
export function loadCommands(names: readonly CommandName[]): Promise<Command[]> {
  return Promise.all(names.map((name) => commandLoaders[name]()));
}
