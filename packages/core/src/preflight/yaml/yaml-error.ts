/** Why a text is not YAML that the trainer can read, and where; never leaves the reader. */
export class YamlError extends Error {
  /** Offset in the text, in UTF-16 units. */
  readonly offset: number;
  /** What to do, where it can be said. */
  readonly fix: string | null;

  constructor(message: string, offset: number, fix: string | null = null) {
    super(message);
    this.name = 'YamlError';
    this.offset = offset;
    this.fix = fix;
  }
}
