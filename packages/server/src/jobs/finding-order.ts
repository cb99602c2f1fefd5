import {
  ApiError,
  type ErrorCode,
  type Finding,
  findError,
  isErrorCode,
  submissionRank,
} from '@trainyard/core';

/** Findings in the order of the contract; those of one code keep their order. */
export function inContractOrder(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => submissionRank(a.code) - submissionRank(b.code));
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

/** Throws the first error of the findings, with all of them; does nothing where there is none. */
export function refuseErrors(findings: readonly Finding[]): void {
  const error = firstError(findings);
  if (error !== null) throw new ApiError(error.code, error.message, { findings });
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
