/** Keys that hold a Hugging Face token, wherever in a config they stand. */
export function isTokenKey(key: string): boolean {
  return /^(hf|hugging_?face)(_hub)?_?token$/i.test(key);
}

/** The token that a value holds; null for what is none, as is the name of a variable that nobody filled in (`${HF_TOKEN}`). */
export function tokenOf(value: unknown): string | null {
  if (typeof value !== 'string' || value.trim() === '' || value.includes('${')) return null;
  return value.trim();
}

/** The first token in a config, wherever it stands; null where there is none. */
export function findToken(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, item] of Object.entries(value)) {
    const token = isTokenKey(key) ? tokenOf(item) : findToken(item);
    if (token !== null) return token;
  }
  return null;
}
