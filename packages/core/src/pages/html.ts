import { type Block, type PageDocument, partsOf, type Section, type Text } from './document.ts';
import { styleSheet } from './style-sheet.ts';

/** A link of the bar on top of every page. */
export interface NavigationLink {
  readonly text: string;
  readonly href: string;
}

export interface HtmlOptions {
  readonly navigation: readonly NavigationLink[];
  /** Puts a table of contents with this many levels of headings before the sections. */
  readonly contentsDepth?: number;
}

/** Text made safe for HTML content and for attributes in double or single quotation marks. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/**
 * A whole HTML page: no script, nothing fetched from elsewhere, everything escaped. It stands under the
 * policy `default-src 'none'; style-src 'unsafe-inline'`.
 */
export function renderHtml(page: PageDocument, options: HtmlOptions): string {
  const navigation = options.navigation
    .map((link) => `<a href="${escapeHtml(safeHref(link.href))}">${escapeHtml(link.text)}</a>`)
    .join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)} · Trainyard</title>
<style>${styleSheet}</style>
</head>
<body>
<header><strong>Trainyard</strong>
<nav>
${navigation}
</nav></header>
<main>
<h1>${escapeHtml(page.title)}</h1>
${page.blocks.map(renderBlock).join('\n')}
${options.contentsDepth === undefined ? '' : renderContents(page.sections, options.contentsDepth)}
${page.sections.map((section) => renderSection(section, 2)).join('\n')}
</main>
</body>
</html>
`;
}

function renderContents(sections: readonly Section[], depth: number): string {
  if (depth === 0 || sections.length === 0) return '';
  const items = sections.map((section) => {
    const below = renderContents(section.sections ?? [], depth - 1);
    return `<li><a href="#${escapeHtml(section.id)}">${escapeHtml(section.heading)}</a>${below}</li>`;
  });
  return `<ul class="contents">${items.join('\n')}</ul>`;
}

function renderSection(section: Section, level: number): string {
  const heading = Math.min(level, 6);
  return [
    `<section id="${escapeHtml(section.id)}">`,
    `<h${heading}>${escapeHtml(section.heading)}</h${heading}>`,
    ...section.blocks.map(renderBlock),
    ...(section.sections ?? []).map((inner) => renderSection(inner, level + 1)),
    '</section>',
  ].join('\n');
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${renderText(block.text)}</p>`;
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${renderText(item)}</li>`).join('\n')}</ul>`;
    case 'code':
      return `<pre><code>${escapeHtml(block.text)}</code></pre>`;
    case 'table': {
      const head = block.head.map((cell) => `<th>${escapeHtml(cell)}</th>`).join('');
      const rows = block.rows.map(
        (row) => `<tr>${row.map((cell) => `<td>${renderText(cell)}</td>`).join('')}</tr>`,
      );
      return `<div class="table"><table><thead><tr>${head}</tr></thead>\n<tbody>${rows.join('\n')}</tbody></table></div>`;
    }
  }
}

function renderText(text: Text): string {
  return partsOf(text)
    .map((part) => {
      if (part.kind === 'link') {
        return `<a href="${escapeHtml(safeHref(part.href))}">${escapeHtml(part.text)}</a>`;
      }
      return part.kind === 'code' ? `<code>${escapeHtml(part.text)}</code>` : escapeHtml(part.text);
    })
    .join('');
}

/** Only http(s) and relative addresses become links; anything else (`javascript:`) leads nowhere. */
function safeHref(href: string): string {
  const scheme = /^\s*([a-z][a-z0-9+.-]*):/i.exec(href)?.[1]?.toLowerCase();
  return scheme === undefined || scheme === 'https' || scheme === 'http' ? href : '#';
}
