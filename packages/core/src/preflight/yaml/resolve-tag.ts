/**
 * The patterns of PyYAML's resolver (resolver.py of 6.0), and last the float pattern that the trainer adds
 * (toolkit/config.py:56-65), each with the first characters at which it is tried.
 */
const patterns: readonly { tag: string; first: string; pattern: RegExp }[] = [
  {
    tag: 'bool',
    first: 'yYnNtTfFoO',
    pattern: /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
  },
  {
    tag: 'float',
    first: '-+0123456789.',
    pattern:
      /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  },
  {
    tag: 'int',
    first: '-+0123456789',
    pattern:
      /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/,
  },
  { tag: 'merge', first: '<', pattern: /^<<$/ },
  { tag: 'null', first: '~nN', pattern: /^(?:~|null|Null|NULL)$/ },
  {
    tag: 'timestamp',
    first: '0123456789',
    pattern:
      /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt]|[ \t]+)[0-9][0-9]?:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9][0-9]?(?::[0-9]{2})?))?)$/,
  },
  { tag: 'value', first: '=', pattern: /^=$/ },
  {
    tag: 'float',
    first: '-+0123456789.',
    pattern:
      /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*(?:[eE][-+]?[0-9]+)|\.[0-9_]+(?:[eE][-+][0-9]+)?)$/,
  },
];

const byFirst = new Map<string, { tag: string; pattern: RegExp }[]>();
for (const { tag, first, pattern } of patterns) {
  for (const character of first) {
    const list = byFirst.get(character) ?? [];
    byFirst.set(character, [...list, { tag, pattern }]);
  }
}

/** The tag of a plain scalar without one: what the trainer's loader takes it for. */
export function resolveTag(text: string): string {
  if (text === '') return 'null';
  const candidates = byFirst.get(text.charAt(0));
  if (candidates !== undefined) {
    for (const { tag, pattern } of candidates) {
      if (pattern.test(text)) return tag;
    }
  }
  return 'str';
}
