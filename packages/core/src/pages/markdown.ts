import { type Block, type PageDocument, partsOf, type Section, type Text } from './document.ts';

/** The page as Markdown (GitHub's flavour), one trailing line break. */
export function renderMarkdown(page: PageDocument): string {
  const parts = [
    `# ${escapeMarkdown(page.title)}`,
    ...page.blocks.map(renderBlock),
    ...page.sections.flatMap((section) => renderSection(section, 2)),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The anchor that GitHub gives to a heading. */
export function markdownAnchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function renderSection(section: Section, level: number): string[] {
  return [
    `${'#'.repeat(Math.min(level, 6))} ${escapeMarkdown(section.heading)}`,
    ...section.blocks.map(renderBlock),
    ...(section.sections ?? []).flatMap((inner) => renderSection(inner, level + 1)),
  ];
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return renderText(block.text);
    case 'list':
      return block.items.map((item) => `- ${renderText(item)}`).join('\n');
    case 'code': {
      const fence = '`'.repeat(longestRun(block.text, '`') < 3 ? 3 : longestRun(block.text, '`') + 1);
      return `${fence}${block.language}\n${block.text.replace(/\n$/, '')}\n${fence}`;
    }
    case 'table': {
      const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell || ' ').join(' | ')} |`;
      return [
        line(block.head.map(escapeMarkdown)),
        `|${'---|'.repeat(block.head.length)}`,
        ...block.rows.map((row) => line(row.map((cell) => renderText(cell).replaceAll('|', '\\|')))),
      ].join('\n');
    }
  }
}

function renderText(text: Text): string {
  return partsOf(text)
    .map((part) => {
      if (part.kind === 'link')
        return `[${escapeMarkdown(part.text)}](${part.href.replaceAll(/[\s()<>]/g, encodeURIComponent)})`;
      return part.kind === 'code' ? `\`${part.text}\`` : escapeMarkdown(part.text);
    })
    .join('');
}

/** Keeps prose prose. An underscore between letters needs no escape: GitHub leaves it alone. */
function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\*<>[\]`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&').replaceAll('\n', ' ');
}

function longestRun(text: string, character: string): number {
  let longest = 0;
  let run = 0;
  for (const each of text) {
    run = each === character ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
