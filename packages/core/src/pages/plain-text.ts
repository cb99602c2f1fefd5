import { type Block, type PageDocument, partsOf, type Section, type Text } from './document.ts';

export interface PlainTextOptions {
  /** Lines are broken at this many characters where a space allows it. */
  readonly widthChars: number;
}

/** The page for a terminal: no colours, no markup, one trailing line break. */
export function renderPlainText(page: PageDocument, options: PlainTextOptions = { widthChars: 80 }): string {
  const parts = [
    page.title,
    ...page.blocks.map((block) => renderBlock(block, '', options.widthChars)),
    ...page.sections.flatMap((section) => renderSection(section, '', options.widthChars)),
  ];
  return `${parts.join('\n\n')}\n`;
}

function renderSection(section: Section, indent: string, widthChars: number): string[] {
  const inner = `${indent}  `;
  const [first, ...others] = section.blocks.map((block) => renderBlock(block, inner, widthChars));
  return [
    first === undefined ? `${indent}${section.heading}` : `${indent}${section.heading}\n${first}`,
    ...others,
    ...(section.sections ?? []).flatMap((below) => renderSection(below, inner, widthChars)),
  ];
}

function renderBlock(block: Block, indent: string, widthChars: number): string {
  switch (block.kind) {
    case 'paragraph':
      return wrap(plain(block.text), indent, indent, widthChars);
    case 'list':
      return block.items
        .map((item) => wrap(plain(item), `${indent}- `, `${indent}  `, widthChars))
        .join('\n');
    case 'code':
      return block.text
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => `${indent}  ${line}`.trimEnd())
        .join('\n');
    case 'table':
      return block.rows
        .map((row) => wrap(row.map(plain).join('  '), indent, `${indent}  `, widthChars))
        .join('\n');
  }
}

function plain(text: Text): string {
  return partsOf(text)
    .map((part) => part.text)
    .join('');
}

function wrap(text: string, firstIndent: string, otherIndent: string, widthChars: number): string {
  const lines: string[] = [];
  let line = firstIndent;
  let isEmpty = true;
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    if (!isEmpty && line.length + 1 + word.length > widthChars) {
      lines.push(line);
      line = otherIndent;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  lines.push(line.trimEnd());
  return lines.join('\n');
}
