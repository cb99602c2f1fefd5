import { resolveTag } from './resolve-tag.ts';
import type { Token } from './token.ts';

const yamlTagPrefix = 'tag:yaml.org,2002:';

/** The handles of tags that every document knows. */
export const defaultHandles: ReadonlyMap<string, string> = new Map([
  ['!', '!'],
  ['!!', yamlTagPrefix],
]);

/** The name of one of YAML's own tags, or a whole other tag. */
export function shortTag(tag: string): string {
  const name = tag.startsWith(yamlTagPrefix) ? tag.slice(yamlTagPrefix.length) : '';
  return /^[a-z]+$/.test(name) ? name : tag;
}

/** The tag of a scalar token with the tag written before it, if there is one. */
export function scalarTag(tag: string | null, token: Token): string {
  // PyYAML reads `! "5"` as if it were plain.
  if (tag === '!' || (tag === null && token.style === 'plain')) return resolveTag(token.text);
  return tag ?? 'str';
}
