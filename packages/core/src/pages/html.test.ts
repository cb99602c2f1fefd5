import { describe, expect, test } from 'vitest';
import { escapeHtml, renderHtml } from './html.ts';

describe('renderHtml', () => {
  test('makes no link of an address that could run something', () => {
    const page = renderHtml(
      {
        title: 'T',
        blocks: [
          {
            kind: 'paragraph',
            text: [
              { text: 'bad', href: 'javascript:alert(1)' },
              { text: 'also bad', href: ' JavaScript:alert(1)' },
              { text: 'quoted', href: '"><script>' },
              { text: 'good', href: 'https://example.org/' },
              { text: 'near', href: '../errors' },
            ],
          },
        ],
        sections: [],
      },
      { navigation: [{ text: 'N', href: 'data:text/html,x' }] },
    );
    const addresses = [...page.matchAll(/href="([^"]*)"/g)].map((match) => match[1]);
    expect(addresses).toEqual([
      '#',
      '#',
      '#',
      '&quot;&gt;&lt;script&gt;',
      'https://example.org/',
      '../errors',
    ]);
  });

  test('lists as many levels of headings as it is asked to', () => {
    const inner = { id: 'inner', heading: 'Inner', blocks: [] };
    const page = {
      title: 'T',
      blocks: [],
      sections: [{ id: 'outer', heading: 'Outer', blocks: [], sections: [inner] }],
    };
    expect(renderHtml(page, { navigation: [] })).not.toContain('href="#outer"');
    expect(renderHtml(page, { navigation: [], contentsDepth: 1 })).not.toContain('href="#inner"');
    expect(renderHtml(page, { navigation: [], contentsDepth: 2 })).toContain('href="#inner"');
  });

  test('escapes text for content and for attributes', () => {
    expect(escapeHtml(`<a b="c" d='e'>&`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;');
  });
});
