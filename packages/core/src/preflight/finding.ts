/** What JSON can hold. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

type EditPath = (string | number)[];

/** A change of a config that is safe to make without asking; `trainyard lint --fix` and the dashboard apply it. */
export type Edit =
  | { operation: 'set'; path: EditPath; value: JsonValue }
  | { operation: 'remove'; path: EditPath }
  | { operation: 'rename'; path: EditPath; key: string };

export const severities = ['error', 'warning'] as const;
/** An error refuses the job; a warning does not. */
export type Severity = (typeof severities)[number];

/** One thing that preflight found in a config, with the place where it stands; `findingSchema` describes each field. */
export interface Finding {
  code: number | null;
  name: string;
  severity: Severity;
  message: string;
  path: string;
  line: number;
  column: number;
  fix?: string | undefined;
  edit?: Edit | undefined;
  relaxed?: { since: string } | undefined;
}
