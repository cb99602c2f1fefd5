import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor, hideSecrets, redactedMark, redactText } from './redact.ts';

describe('redacting', () => {
  test.each([
    { secrets: { A: 'hf_abc' }, text: 'token hf_abc.', redacted: 'token [redacted].' },
    { secrets: { A: 'hf_abc' }, text: 'hf_ab hf_abhf_abc', redacted: 'hf_ab hf_ab[redacted]' },
    { secrets: { A: 'abcd', B: 'abcdef' }, text: 'abcdef abcde', redacted: '[redacted] [redacted]e' },
    { secrets: { A: 'line1\nline2' }, text: 'x line1\nline2 y', redacted: 'x [redacted] y' },
    { secrets: { A: 'hf_abcdef' }, text: 'x hf_abc\ndef y', redacted: 'x [redacted] y' },
    { secrets: { A: 'hf_abcdef' }, text: 'x hf_ab\r\n    cdef y', redacted: 'x [redacted] y' },
    { secrets: { A: 'hf_abcdef' }, text: 'x hf\u001b[0m_a\u0007bcdef y', redacted: 'x [redacted] y' },
    { secrets: { A: 'hf_abcdef' }, text: 'hf_abc def hf_abc-def', redacted: 'hf_abc def hf_abc-def' },
    { secrets: { A: '', B: 'on' }, text: 'on and off', redacted: 'on and off' },
  ])('$text becomes $redacted', ({ secrets, text, redacted }) => {
    expect(redactText(text, hideSecrets(secrets))).toBe(redacted);
  });

  test('a secret is found wherever the chunks are cut', () => {
    const secret = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), minLength: 4, maxLength: 8 });
    const part = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', 'b', '\n', ' ', '\u001b[', '\u001b[1m', '-') }),
      fc.constant(0),
      fc.constant(1),
    );
    fc.assert(
      fc.property(secret, secret, fc.array(part), fc.array(fc.nat(60)), (first, second, parts, cuts) => {
        const text = parts.map((piece) => (piece === 0 ? first : piece === 1 ? second : piece)).join('');
        const replacements = hideSecrets({ first, second });
        const whole = redactText(text, replacements);

        const redactor = createRedactor(replacements);
        let chunked = '';
        let at = 0;
        for (const length of cuts) {
          chunked += redactor.push(text.slice(at, at + length));
          at += length;
        }
        chunked += redactor.push(text.slice(at)) + redactor.end();

        expect(chunked).toBe(whole);
        for (const piece of whole.split(redactedMark)) {
          expect(piece).not.toContain(first);
          expect(piece).not.toContain(second);
        }
      }),
    );
  });
});
