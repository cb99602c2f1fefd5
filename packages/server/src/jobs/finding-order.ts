import { type ErrorCode, type Finding, findError, isErrorCode } from '@trainyard/core';

/** The order of the contract in which a submission is checked; codes not named follow by number. */
const checkedFirst: readonly number[] = [
  42251, 42252, 42273, 42253, 42275, 42262, 40951, 40451, 42276, 42277, 42254, 42255, 42256, 42274,
];

function rankOf(code: number | null): number {
  if (code === null) return Number.MAX_SAFE_INTEGER;
  const first = checkedFirst.indexOf(code);
  return first === -1 ? code : first;
}

/** Findings in the order of the contract; those of one code keep their order. */
export function inContractOrder(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => rankOf(a.code) - rankOf(b.code));
}

/** The first error in the order of the contract: what the answer's `error_code` is taken from. */
export function firstError(
  findings: readonly Finding[],
): { readonly code: ErrorCode; readonly message: string } | null {
  for (const { severity, code, message } of findings) {
    if (severity === 'error' && code !== null && isErrorCode(code)) return { code, message };
  }
  return null;
}

/** A finding about a field of the request, or about the job itself: it has no place in the YAML. */
export function requestFinding(code: ErrorCode, path: string, message: string, fix?: string): Finding {
  return {
    code,
    name: findError(code).name,
    severity: 'error',
    message,
    path,
    line: 1,
    column: 1,
    ...(fix === undefined ? {} : { fix }),
  };
}
