import { extensionsByKind } from '../datasets/file-types.ts';

/** A prompt that a person can begin with. */
export interface CaptionPrompt {
  readonly name: string;
  readonly text: string;
}

/** One of AI Toolkit's captioners: what it reads, which models it loads, and what holds unless a request says more. */
export interface Captioner {
  readonly id: CaptionerId;
  readonly label: string;
  /** The type of its process in a config of AI Toolkit. */
  readonly process: string;
  readonly reads: readonly ('image' | 'video')[];
  /** Endings of the files that it reads, with their dot. */
  readonly extensions: readonly string[];
  /** Repositories on Hugging Face to choose from; the first is the default. */
  readonly models: readonly string[];
  /** Whether it also loads other repositories, and folders. */
  readonly takesOtherModels: boolean;
  /** Repositories that it loads besides the model, by model. */
  readonly companions: Readonly<Record<string, readonly string[]>>;
  /** The first is the default. */
  readonly prompts: readonly CaptionPrompt[];
  readonly maxNewTokens: number;
  /** Larger pictures are made smaller, to the area of a square of this side in pixels. */
  readonly maxRes: number;
  /** Null where the model's files have a precision of their own. */
  readonly quantize: boolean | null;
}

export const captionerIds = ['qwen3-vl', 'qwen3-omni'] as const;
export type CaptionerId = (typeof captionerIds)[number];

/** Bounds of what a request may set. */
export const captionLimits = {
  promptLength: 10_000,
  modelLength: 1_000,
  maxNewTokens: { least: 1, most: 8_192 },
  maxRes: { least: 64, most: 4_096 },
} as const;

const picturePrompts: readonly CaptionPrompt[] = [
  {
    name: 'Detailed',
    text: 'Write a caption for this picture, to train an image generator with. In one paragraph of plain sentences, say what is shown: the subject and what it is doing, faces, clothing and materials, colours, the place, the light, the framing and the kind of picture it is. Only say what can be seen, as a fact and without guessing. Begin with the subject, not with words about the picture.',
  },
  {
    name: 'One sentence',
    text: 'Write a caption for this picture in one sentence of at most thirty words: the subject, what it is doing, and where. Only say what can be seen, and begin with the subject.',
  },
  {
    name: 'Keywords',
    text: 'List what this picture shows as keywords in lower case, separated by commas, at most thirty: first the subject, then its looks, the place, the light, the framing and the style. Answer with the list alone.',
  },
];

const clipPrompts: readonly CaptionPrompt[] = [
  {
    name: 'Detailed',
    text: 'Write a caption for this clip or picture, to train a video generator with. In one paragraph of plain sentences, say what is shown and, in a clip, what happens from its beginning to its end: subjects, movements, the place, the light, how the camera moves, and what is to be heard, with spoken words in quotation marks. Only say what can be seen or heard, as a fact and without guessing. Begin with the subject.',
  },
  {
    name: 'One sentence',
    text: 'Write a caption for this clip or picture in one sentence of at most forty words: the subject, what it is doing, where, and how the camera moves. Only say what can be seen, and begin with the subject.',
  },
];

/** Every captioner that Trainyard can run. */
export const captioners: readonly Captioner[] = [
  {
    id: 'qwen3-vl',
    label: 'Qwen3-VL',
    process: 'Qwen3VLCaptioner',
    reads: ['image'],
    extensions: extensionsByKind.image,
    models: [
      'Qwen/Qwen3-VL-8B-Instruct',
      'Qwen/Qwen3-VL-4B-Instruct',
      'Qwen/Qwen3-VL-2B-Instruct',
      'Qwen/Qwen3-VL-30B-A3B-Instruct',
    ],
    takesOtherModels: true,
    companions: {},
    prompts: picturePrompts,
    maxNewTokens: 256,
    maxRes: 768,
    quantize: true,
  },
  {
    id: 'qwen3-omni',
    label: 'Qwen3-Omni',
    process: 'Qwen3OmniCaptioner',
    reads: ['image', 'video'],
    extensions: [...extensionsByKind.image, '.mp4', '.mov', '.webm', '.mkv', '.avi'],
    models: ['ai-toolkit/Qwen3-Omni-30B-A3B-Instruct', 'ai-toolkit/Qwen3-Omni-30B-A3B-Thinking'],
    takesOtherModels: false,
    companions: {
      'ai-toolkit/Qwen3-Omni-30B-A3B-Instruct': ['Qwen/Qwen3-Omni-30B-A3B-Instruct'],
      'ai-toolkit/Qwen3-Omni-30B-A3B-Thinking': ['Qwen/Qwen3-Omni-30B-A3B-Thinking'],
    },
    prompts: clipPrompts,
    maxNewTokens: 512,
    maxRes: 512,
    quantize: null,
  },
];

/** The captioner of a process type in a config of AI Toolkit; undefined for one that trains. */
export function captionerOfProcess(type: unknown): Captioner | undefined {
  return captioners.find(({ process }) => process === type);
}
