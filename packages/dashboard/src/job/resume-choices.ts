import type { Answer } from '../api/types.ts';

/** What a resume would do, as the API says it. */
export type ResumeOutlook = NonNullable<Answer<'getJobResult'>['resume']>;

/** Where a job can go on, the latest first; 0 begins anew. */
export function resumeChoices(outlook: ResumeOutlook): { readonly value: string; readonly label: string }[] {
  const steps = [...new Set(outlook.steps)].filter((step) => step > 0).sort((a, b) => b - a);
  return [
    ...steps.map((step) => ({
      value: String(step),
      label: `Step ${step.toLocaleString('en')}${step === outlook.from_step ? ', the last checkpoint' : ''}`,
    })),
    { value: '0', label: 'The beginning, without a checkpoint' },
  ];
}

/** What is trained again when a job at `step` goes on from `fromStep`. */
export function resumeLoss(step: number, fromStep: number): string {
  const lost = Math.max(0, step - fromStep);
  if (lost === 0) return 'Nothing is lost.';
  return lost === 1
    ? 'The 1 step done since is trained again.'
    : `The ${lost.toLocaleString('en')} steps done since are trained again, and their curve is replaced.`;
}
