import type { FrameRule } from './models/model.ts';

/** The nearest numbers of frames below and above that a model takes. */
export function nearestFrameCounts(rule: FrameRule, frames: number): readonly [below: number, above: number] {
  const groups = Math.floor((frames - rule.offset) / rule.multiple);
  return [Math.max(1, groups * rule.multiple + rule.offset), (groups + 1) * rule.multiple + rule.offset];
}
