import type { Finding } from '@trainyard/core';
import { checkSubmission, type SubmissionBody } from './check-submission.ts';
import { firstError } from './finding-order.ts';
import type { JobOptions } from './job-options.ts';

/** Checks a submission with the same code as a submit and stores nothing. */
export async function validateSubmission(
  options: JobOptions,
  accountId: string,
  body: SubmissionBody,
): Promise<{ valid: boolean; findings: Finding[] }> {
  const { findings } = await checkSubmission(options, accountId, body, { kind: 'submit' });
  return { valid: firstError(findings) === null, findings: [...findings] };
}
