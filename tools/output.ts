/** One generated file of the repository. */
export interface Output {
  /** From the root of the repository. */
  readonly path: string;
  /** The whole file; the same sources give the same text. */
  render(): string;
}
