/** Block-style YAML for plain values: maps, lists, texts, numbers, yes or no, null. */
export function toYaml(value: unknown): string {
  return `${write(value, '').replace(/^\n/, '')}\n`;
}

function write(value: unknown, indent: string): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return ' []';
    return value.map((item) => `\n${indent}-${writeItem(item, indent)}`).join('');
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    if (entries.length === 0) return ' {}';
    return entries.map(([key, inner]) => `\n${indent}${key}:${write(inner, `${indent}  `)}`).join('');
  }
  return ` ${typeof value === 'string' ? writeText(value, indent) : JSON.stringify(value)}`;
}

/** The first line of an item follows its dash. */
function writeItem(item: unknown, indent: string): string {
  const inner = write(item, `${indent}  `);
  return inner.startsWith('\n') ? ` ${inner.slice(indent.length + 3)}` : inner;
}

function writeText(text: string, indent: string): string {
  if (text.includes('\n') && text.endsWith('\n')) {
    const lines = text.slice(0, -1).split('\n');
    return `|\n${lines.map((line) => (line === '' ? '' : indent + line)).join('\n')}`;
  }
  // Only texts that no reader of YAML takes for anything else go without quotes.
  const isPlain = /^[A-Za-z./][A-Za-z0-9_./ ,-]*[A-Za-z0-9_.]$/.test(text) && /[a-z]{4}/.test(text);
  return isPlain && !/^(?:true|false|null)$/i.test(text) ? text : JSON.stringify(text);
}
