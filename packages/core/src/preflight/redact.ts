import { readDocument } from './document.ts';
import { isTokenKey, tokenOf } from './secrets.ts';
import type { MappingNode, YamlNode } from './yaml/node.ts';
import { parseYaml } from './yaml/parse.ts';

/** A config without its secrets, and the secrets. */
export interface RedactedConfig {
  /** The text with every token taken out; layout and comments are kept. */
  readonly yaml: string;
  /** The Hugging Face token that stood in it; null where there was none. */
  readonly hfToken: string | null;
}

// What Hugging Face makes; also in comments and prompts.
const tokenPattern = /\bhf_[A-Za-z0-9]{30,}\b/g;

/**
 * Takes Hugging Face tokens out of the text of a config: the values of `hf_token` keys, and whatever looks like
 * a token or equals one. A stored config must hold no secret. Never throws.
 */
export function redactConfigText(yamlText: string): RedactedConfig {
  const nodes = readDocument(yamlText).ok ? tokenNodes(parseYaml(yamlText)) : [];
  let yaml = yamlText;
  const tokens = new Set<string>();
  for (const node of [...nodes].sort((a, b) => b.contentStart - a.contentStart)) {
    if (node.text.trim() === '') continue;
    const token = tokenOf(node.text);
    if (token !== null) tokens.add(token);
    const written = yaml.slice(node.contentStart, node.end).trimEnd();
    yaml = `${yaml.slice(0, node.contentStart)}""${yaml.slice(node.contentStart + written.length)}`;
  }
  for (const token of tokens) {
    if (token.length >= 8) yaml = yaml.replaceAll(token, '');
  }
  yaml = yaml.replaceAll(tokenPattern, '');
  const first = nodes.map((node) => tokenOf(node.text)).find((token) => token !== null);
  return { yaml, hfToken: first ?? null };
}

type Scalar = YamlNode & { kind: 'scalar' };

/** The scalars that stand at token keys, each once, in the order of the text. */
function tokenNodes(root: YamlNode | null): readonly Scalar[] {
  const found = new Set<Scalar>();
  const seen = new Set<YamlNode>();
  const visit = (node: YamlNode, secret: boolean): void => {
    if (node.kind === 'scalar') {
      if (secret) found.add(node);
      return;
    }
    if (seen.has(node) && !secret) return;
    seen.add(node);
    if (node.kind === 'sequence') for (const item of node.items) visit(item, secret);
    else visitEntries(node, secret, visit);
  };
  if (root !== null) visit(root, false);
  return [...found].sort((a, b) => a.contentStart - b.contentStart);
}

function visitEntries(
  node: MappingNode,
  secret: boolean,
  visit: (node: YamlNode, secret: boolean) => void,
): void {
  for (const { key, value } of node.entries) {
    visit(value, secret || (key.kind === 'scalar' && isTokenKey(key.text)));
  }
}
