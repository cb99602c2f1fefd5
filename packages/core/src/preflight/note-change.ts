import type { ConfigPath } from './path.ts';

/** Notes a change while a config is resolved. */
export type NoteChange = (at: ConfigPath, message: string, options?: { quiet: boolean }) => void;

/** A mapping that resolving may change. */
export type MutableMap = Record<string, unknown>;
