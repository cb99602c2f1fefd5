import { describe, expect, test } from 'vitest';
import type { Block } from './document.ts';
import { markdownAnchor, renderMarkdown } from './markdown.ts';

function render(block: Block): string {
  return renderMarkdown({ title: 'T', blocks: [block], sections: [] })
    .split('\n\n')
    .slice(1)
    .join('\n\n');
}

describe('renderMarkdown', () => {
  test.for([
    ['a * star and <b>', 'a \\* star and \\<b\\>'],
    ['batch_size stays, _this_ does not slant', 'batch_size stays, \\_this\\_ does not slant'],
    ['`a*b_c` is code', '`a*b_c` is code'],
    ['a lone ` is itself', 'a lone \\` is itself'],
    ['[not a link](x)', '\\[not a link\\](x)'],
  ] as const)('keeps prose prose: %s', ([text, expected]) => {
    expect(render({ kind: 'paragraph', text })).toBe(`${expected}\n`);
  });

  test('keeps a bar in a cell, also in code', () => {
    const table = render({ kind: 'table', head: ['A'], rows: [['`x | y` or a | b']] });
    expect(table).toBe('| A |\n|---|\n| `x \\| y` or a \\| b |\n');
  });

  test('fences code that holds a fence', () => {
    expect(render({ kind: 'code', language: 'yaml', text: '```\n' })).toBe('````yaml\n```\n````\n');
  });

  test('writes links with their text escaped', () => {
    expect(render({ kind: 'paragraph', text: ['see ', { text: 'a_b [c]', href: 'x y' }] })).toBe(
      'see [a_b \\[c\\]](x%20y)\n',
    );
  });

  test('makes the anchors that GitHub makes', () => {
    expect(markdownAnchor('42258 FLUX2_OOM_RISK')).toBe('42258-flux2_oom_risk');
    expect(markdownAnchor("What's a LoRA?")).toBe('whats-a-lora');
  });
});
