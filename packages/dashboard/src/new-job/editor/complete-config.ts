import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  insertCompletionText,
  startCompletion,
} from '@codemirror/autocomplete';
import { type EditorFacts, type Suggestion, suggestAt } from './suggestions.ts';

/** Completion of keys and values; `readFacts` gives what is known at the moment. */
export function completeConfig(readFacts: () => EditorFacts) {
  return (context: CompletionContext): CompletionResult | null => {
    const text = context.state.doc.toString();
    const found = suggestAt(text, context.pos, readFacts());
    if (found === null) return null;
    // Nothing typed yet: only where it was asked for, or right behind a colon or dash.
    const before = text.slice(0, context.pos);
    if (!context.explicit && found.from === context.pos && !/(?:: |- )$/.test(before)) return null;
    return { from: found.from, options: found.options.map(toCompletion), validFor: /^[\w./:@+-]*$/ };
  };
}

const types: Readonly<Record<Suggestion['kind'], string>> = {
  key: 'property',
  block: 'namespace',
  value: 'constant',
  dataset: 'variable',
  model: 'class',
};

function toCompletion(suggestion: Suggestion): Completion {
  const { label, insert = label, detail, info, kind, rank = 0, goesOn = false } = suggestion;
  return {
    label,
    type: types[kind],
    boost: rank,
    ...(detail === undefined ? {} : { detail }),
    ...(info === undefined ? {} : { info }),
    apply: (view, _, from, to) => {
      view.dispatch(insertCompletionText(view.state, insert, from, to));
      if (goesOn) startCompletion(view);
    },
  };
}
