/** Which items are chosen, and from where a range goes on. */
export interface Selection {
  readonly chosen: ReadonlySet<string>;
  readonly anchor: string | null;
}

export const emptySelection: Selection = { chosen: new Set(), anchor: null };

/** Chooses an item or lets go of it; with `isRange`, everything from the one chosen last to this one. */
export function choose(
  selection: Selection,
  id: string,
  order: readonly string[],
  isRange: boolean,
): Selection {
  const chosen = new Set(selection.chosen);
  const from = selection.anchor === null ? -1 : order.indexOf(selection.anchor);
  const to = order.indexOf(id);
  if (isRange && from >= 0 && to >= 0) {
    for (const between of order.slice(Math.min(from, to), Math.max(from, to) + 1)) chosen.add(between);
    return { chosen, anchor: id };
  }
  if (!chosen.delete(id)) chosen.add(id);
  return { chosen, anchor: id };
}
