/** Bounds on hostile text. PyYAML itself fails at about three hundred levels. */
export const yamlLimits = {
  /** Length of the text in UTF-16 units. */
  length: 512 * 1024,
  /** Mappings and lists inside each other. */
  depth: 100,
  /** Values and keys, counted after every alias has been replaced by what it stands for. */
  values: 100_000,
} as const;
