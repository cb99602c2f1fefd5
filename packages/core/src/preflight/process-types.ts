/**
 * Types of `config.process[0]` that are run: the universal trainer, the names it had before (most published
 * configs use `sd_trainer`), and the slider trainer that is made from it.
 */
export const allowedProcessTypes: readonly string[] = [
  'diffusion_trainer',
  'sd_trainer',
  'ui_trainer',
  'textual_inversion_trainer',
  'concept_slider',
];

/** The type that is really run: `diffusion_trainer` does what its older names do, and reports to a database. */
export function resolvedProcessType(type: string): string {
  return type === 'concept_slider' ? type : 'diffusion_trainer';
}
