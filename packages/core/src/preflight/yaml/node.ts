import type { ScalarStyle } from './token.ts';

interface NodeBase {
  /** Offsets in the text; `end` is exclusive. For block collections `end` is where the next token begins. */
  readonly start: number;
  end: number;
  /** The tag's name below `tag:yaml.org,2002:` (`int`, `str`, `map`, …), or the whole tag where it is another. */
  readonly tag: string;
}

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  /** Where the scalar itself begins, after its anchor and tag. */
  readonly contentStart: number;
  readonly text: string;
  readonly style: ScalarStyle;
}

export interface SequenceNode extends NodeBase {
  readonly kind: 'sequence';
  readonly items: YamlNode[];
  readonly flow: boolean;
}

export interface MappingEntry {
  readonly key: YamlNode;
  readonly value: YamlNode;
  /** Brought in by a merge key (`<<`) from another mapping. */
  readonly merged: boolean;
}

export interface MappingNode extends NodeBase {
  readonly kind: 'mapping';
  readonly entries: MappingEntry[];
  readonly flow: boolean;
}

/** What a text says, before it becomes values. An alias is the very node that it names. */
export type YamlNode = ScalarNode | SequenceNode | MappingNode;
