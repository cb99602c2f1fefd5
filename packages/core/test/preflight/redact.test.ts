import { expect, test } from 'vitest';
import { readDocument } from '../../src/preflight/document.ts';
import { redactConfigText } from '../../src/preflight/redact.ts';

const token = 'hf_abcdefghijklmnopqrstuvwxyzABCDEFGH';

test.each([
  {
    where: 'plain',
    yaml: `a: 1\nhf_token: ${token} # mine\nb: 2\n`,
    left: 'a: 1\nhf_token: "" # mine\nb: 2\n',
  },
  { where: 'in quotes', yaml: `hf_token: '${token}'\n`, left: 'hf_token: ""\n' },
  {
    where: 'in a block',
    yaml: `m:\n  hf_token: |\n    ${token}\n  b: 2\n`,
    left: 'm:\n  hf_token: ""\n  b: 2\n',
  },
  { where: 'in braces', yaml: `{hf_token: ${token}, b: 2}`, left: '{hf_token: "", b: 2}' },
  { where: 'behind an alias', yaml: `x: &t ${token}\nhf_token: *t\n`, left: 'x: &t ""\nhf_token: *t\n' },
  {
    where: 'twice, and in a comment',
    yaml: `# ${token}\nhf_token: ${token}\nmeta: {HF_TOKEN: ${token}}\n`,
    left: '# \nhf_token: ""\nmeta: {HF_TOKEN: ""}\n',
  },
])('a token $where is taken out and the rest stays', ({ yaml, left }) => {
  expect(redactConfigText(yaml)).toEqual({ yaml: left, hfToken: token });
  expect(readDocument(left).ok).toBe(true);
});

test('a variable in place of a token is taken out and is no token', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text that a user wrote
  expect(redactConfigText('hf_token: ${HF_TOKEN}\nb: 2\n')).toEqual({
    yaml: 'hf_token: ""\nb: 2\n',
    hfToken: null,
  });
});

test('a token that does not look like one is taken out too', () => {
  expect(redactConfigText('hf_token: my-secret-word\nnote: my-secret-word here\n')).toEqual({
    yaml: 'hf_token: ""\nnote:  here\n',
    hfToken: 'my-secret-word',
  });
});

test('what looks like a token is taken out wherever it stands, even of a text that cannot be read', () => {
  expect(redactConfigText(`a: [ ${token}`).yaml).toBe('a: [ ');
});

test.each(['a: 1\n', 'hf_token:\n', 'hf_token: ""\n'])(
  'a config without a token stays as it is: %j',
  (yaml) => {
    expect(redactConfigText(yaml)).toEqual({ yaml, hfToken: null });
  },
);
