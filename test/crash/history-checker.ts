import type { History } from './history.ts';
import {
  artifactsKept,
  artifactsWhole,
  sameBytes,
  serverKillKeepsArtifacts,
  uploadsKept,
} from './rules/files.ts';
import { deletedStaysDeleted, finishedTruly, oneEnd, resumeKeeps, transitions } from './rules/jobs.ts';
import type { Rule } from './rules/rule.ts';
import {
  noFaults,
  oneStart,
  oneTrainer,
  serverCloses,
  serverKillIsHarmless,
  toldInTime,
} from './rules/runs.ts';

const nothingLeft: Rule = ({ audit }) => audit.leftovers;

/** Everything that must hold of a history, by name. */
export const rules = {
  oneEnd,
  transitions,
  finishedTruly,
  resumeKeeps,
  deletedStaysDeleted,
  oneTrainer,
  oneStart,
  serverKillIsHarmless,
  toldInTime,
  serverCloses,
  noFaults,
  artifactsWhole,
  artifactsKept,
  sameBytes,
  serverKillKeepsArtifacts,
  uploadsKept,
  nothingLeft,
} as const satisfies Readonly<Record<string, Rule>>;

/** A rule that a history breaks, and where. */
export interface Violation {
  readonly rule: keyof typeof rules;
  readonly message: string;
}

/** All violations in a history; none where every rule holds. Pure. */
export function checkHistory(history: History): readonly Violation[] {
  return (Object.keys(rules) as (keyof typeof rules)[]).flatMap((rule) =>
    [...rules[rule](history)].map((message) => ({ rule, message })),
  );
}
