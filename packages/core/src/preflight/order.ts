import type { Finding } from './finding.ts';

/**
 * The codes that are checked first, in the order of the contract; all others follow by ascending number,
 * which puts the model- and dataset-dependent rules after 42274 only where this list says so.
 */
const firstCodes = [
  42251, 42252, 42273, 42253, 42275, 42262, 40951, 40451, 42276, 42277, 42254, 42255, 42256, 42274,
];

/** Where a code stands in the order in which a submission is checked; smaller is earlier. */
export function submissionRank(code: number | null): number {
  if (code === null) return Number.MAX_SAFE_INTEGER;
  const first = firstCodes.indexOf(code);
  return first === -1 ? code : first;
}

/** Sorts findings as answers list them: by the contract's order of codes, then by place. Our own warnings come last. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    submissionRank(a.code) - submissionRank(b.code) ||
    a.line - b.line ||
    a.column - b.column ||
    (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  );
}
