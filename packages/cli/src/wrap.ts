/** Breaks a text into lines of at most `width` characters, at spaces. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines;
}

/** Terms on the left and their explanations beside them, wrapped, as help texts have them. */
export function formatTerms(
  terms: readonly (readonly [term: string, explanation: string])[],
  layout: { readonly indent: number; readonly widthChars: number; readonly maxTermChars: number },
): string {
  const indent = ' '.repeat(layout.indent);
  const fitting = terms.map(([term]) => term.length).filter((length) => length <= layout.maxTermChars);
  const column = layout.indent + Math.max(0, ...fitting) + 2;
  return terms
    .map(([term, explanation]) => {
      const lines = wrapText(explanation, layout.widthChars - column);
      const beside = term.length <= layout.maxTermChars;
      const head = beside ? `${indent}${term}`.padEnd(column) + (lines.shift() ?? '') : `${indent}${term}`;
      return [head, ...lines.map((line) => ' '.repeat(column) + line)].join('\n');
    })
    .join('\n');
}
