/**
 * Text in the one form in which it is stored and looked for, whatever the case of its letters and however their
 * accents are encoded: SQLite, and PostgreSQL in the locale C, fold ASCII alone.
 */
export function foldCase(text: string): string {
  // Small letters first: the capital ß has no larger one and would not become SS.
  return text.toLowerCase().toUpperCase().normalize('NFC');
}
