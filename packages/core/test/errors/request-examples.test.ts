import { describe, expect, test } from 'vitest';
import { allErrors, findError } from '../../src/errors/catalogue.ts';
import { renderErrorsMarkdown, renderErrorText } from '../../src/errors/error-page.ts';
import { ruleExamples } from '../../src/errors/rule-examples.ts';

describe('the examples of requests', () => {
  test('are there for every error that has neither a rule nor a cause', () => {
    const without = allErrors.filter(
      ({ code, example, cause }) =>
        [example, cause, ruleExamples(code)[0]].filter((shown) => shown !== undefined).length !== 1,
    );
    expect(without.map(({ code }) => code)).toEqual([]);
  });

  test('say the state that they need as a sentence', () => {
    for (const { example } of allErrors) {
      for (const given of [example?.bad.given, example?.good.given]) {
        if (given !== undefined) expect(given).toMatch(/^The .*\.$/);
      }
    }
  });

  test('are shown with their state, JSON or file', () => {
    const taken = renderErrorText(findError(40901));
    expect(taken).toContain(
      [
        '  A request that is refused. The account has a dataset named dogs.',
        '',
        '    POST /prod/v1/trainers/datasets',
        '    Content-Type: application/json',
        '',
        '    {',
        '      "name": "dogs"',
        '    }',
        '',
        '  A request that succeeds:',
      ].join('\n'),
    );
    expect(renderErrorText(findError(42203))).toContain('file: clip.mp4 (a video, 150,000,001 bytes)');
  });

  test('and the causes are in the reference', () => {
    const markdown = renderErrorsMarkdown(allErrors);
    expect(markdown).toContain('```http\nPOST /prod/v1/trainers/ai-toolkit/jobs/{job_id}/resume\n');
    expect(markdown.match(/^### What causes it$/gm)).toHaveLength(6);
  });
});
