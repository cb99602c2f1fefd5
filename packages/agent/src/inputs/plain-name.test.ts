import { expect, test } from 'vitest';
import { isPlainName } from './plain-name.ts';

test.each(['a.png', 'ä ö.txt', '...', '.hidden', 'a..b', `${'x'.repeat(251)}.png`])(
  '%j is a plain name',
  (name) => {
    expect(isPlainName(name)).toBe(true);
  },
);

test.each(['', '.', '..', '../x', 'a/b', '/etc/passwd', 'a\\b', 'a\0b', 'a\nb', '\ud800', 'ä'.repeat(128)])(
  '%j is no plain name',
  (name) => {
    expect(isPlainName(name)).toBe(false);
  },
);
