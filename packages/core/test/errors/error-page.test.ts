import { describe, expect, test } from 'vitest';
import { allErrors, findError } from '../../src/errors/catalogue.ts';
import type { ErrorEntry } from '../../src/errors/entry.ts';
import {
  type RuleExample,
  renderErrorIndex,
  renderErrorPage,
  renderErrorsMarkdown,
  renderErrorText,
} from '../../src/errors/error-page.ts';

const hostile: ErrorEntry = {
  code: 42200,
  name: '<script>alert(1)</script>',
  meaning: 'A "meaning" & more <b>bold</b>.',
  where: "`<img src=x onerror='alert(1)'>`",
  fixes: ['Try </style><script>alert(2)</script>.'],
  retry: 'never',
};

const example: RuleExample = {
  name: 'MULTI_FRAME_LATENT_CACHING',
  title: 'Frames and a cache.',
  why: 'The cache holds one frame.',
  fix: 'Turn one of them off.',
  bad: {
    title: 'both are set',
    given: '`dogs` holds <b>2</b> images.',
    yaml: 'num_frames: 41 # <bad> & "quoted"\n',
  },
  good: { title: 'one is set', given: null, yaml: 'num_frames: 1\n' },
  source: [{ shows: 'the <i>cache</i>', file: 'toolkit/dataloader_mixins.py', lines: '12-34' }],
};

describe('the page of an error', () => {
  test('escapes everything that it is given', () => {
    const page = renderErrorPage(hostile, [{ ...example, title: '<i>title</i>', name: '<i>name</i>' }]);
    expect(page).not.toMatch(/<script|<img|<b>|<i>|<bad>/);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('&lt;bad&gt; &amp; &quot;quoted&quot;');
    expect(page.match(/<\/style>/g)).toHaveLength(1);
  });

  test('shows meaning, steps, place, retry, examples and the source of the rule', () => {
    const page = renderErrorPage(findError(42263), [example]);
    for (const text of [
      '42263 MULTI_FRAME_LATENT_CACHING',
      'num_frames: 1',
      'holds &lt;b&gt;2&lt;/b&gt; images:',
      'HTTP status is 422',
      'toolkit/dataloader_mixins.py:12-34',
    ]) {
      expect(page).toContain(text);
    }
  });

  test.for(allErrors.map((entry) => [entry.code, entry] as const))(
    '%i says the same in HTML and in a terminal',
    ([, entry]) => {
      const words = (text: string) => text.replaceAll(/\s+/g, ' ');
      const html = words(
        decodeEntities(
          renderErrorPage(entry)
            .replaceAll(/<style>.*<\/style>/gs, '')
            .replaceAll(/<[^>]*>/g, ''),
        ),
      );
      const terminal = words(renderErrorText(entry));
      for (const text of [entry.meaning, entry.where, ...entry.fixes]) {
        expect(html).toContain(text.replaceAll('`', ''));
        expect(terminal).toContain(text.replaceAll('`', ''));
      }
    },
  );

  test('fetches nothing and runs nothing', () => {
    for (const page of [renderErrorPage(findError(42258)), renderErrorIndex(allErrors)]) {
      expect(page).not.toMatch(/<script|<link|<img|src=|@import|url\(/);
    }
  });
});

describe('the text of an error', () => {
  test('reads well in a terminal', () => {
    expect(renderErrorText(findError(42258), [], { widthChars: 60 })).toMatchInlineSnapshot(`
      "42258 FLUX2_OOM_RISK

      These FLUX.2 settings are likely to run out of GPU memory.

      What to do
        - Lower batch_size, or the largest value in resolution, or
          both.
        - The limit: batch_size × (largest resolution ÷ 1024)²
          must stay below 6.

      Where it comes
        POST /prod/v1/trainers/ai-toolkit/jobs, and wherever the
        config is checked again: edit, resume and validate.

      Sending it again
        The same request fails again until what is wrong with it
        is changed. The HTTP status is 422.
      "
    `);
  });
});

describe('the index of errors', () => {
  test('leads to every page by an address that works below any prefix', () => {
    const page = renderErrorIndex(allErrors);
    for (const entry of allErrors) expect(page).toContain(`<a href="errors/${entry.code}">${entry.code}</a>`);
  });
});

describe('the reference of errors', () => {
  test('links every row of its table to a heading that exists', () => {
    const markdown = renderErrorsMarkdown(allErrors);
    const targets = [...markdown.matchAll(/\]\(#([^)]+)\)/g)].map((match) => match[1]);
    const headings = new Set(
      [...markdown.matchAll(/^## (.+)$/gm)].map((match) =>
        (match[1] ?? '').toLowerCase().replaceAll('\\', '').replaceAll(' ', '-'),
      ),
    );
    expect(targets).toHaveLength(allErrors.length);
    for (const target of targets) expect(headings).toContain(target);
  });
});

function decodeEntities(html: string): string {
  const characters: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return html.replaceAll(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => characters[name] ?? '');
}
