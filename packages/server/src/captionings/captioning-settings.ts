import {
  type Captioner,
  captioners,
  contractLayout,
  extensionOf,
  type startCaptioningSchema,
} from '@trainyard/core';
import type { Selectable } from 'kysely';
import type { z } from 'zod';
import type { CaptioningsTable } from '../db/captioning-tables.ts';
import type { CaptionScope } from './files-to-caption.ts';

/** What a request to caption a dataset says. */
export type CaptioningBody = z.infer<typeof startCaptioningSchema>;

/** How a dataset is captioned; kept as it is. */
export interface CaptioningSettings {
  readonly model: string;
  readonly prompt: string;
  readonly maxNewTokens: number;
  readonly maxRes: number;
  readonly recaption: boolean;
  /** Null for a captioner whose model has a precision of its own. */
  readonly quantize: boolean | null;
}

/** The captioner that a request names, or the first. */
export function captionerOf(id: string | undefined): Captioner {
  const found = id === undefined ? captioners[0] : captioners.find((captioner) => captioner.id === id);
  if (found === undefined) throw new Error(`There is no captioner "${id}".`);
  return found;
}

/** What a request says, with the captioner's defaults for the rest. */
export function settingsOf(body: CaptioningBody, captioner: Captioner): CaptioningSettings {
  return {
    model: body.model?.trim() ?? captioner.models[0] ?? '',
    prompt: body.prompt ?? captioner.prompts[0]?.text ?? '',
    maxNewTokens: body.max_new_tokens ?? captioner.maxNewTokens,
    maxRes: body.max_res ?? captioner.maxRes,
    recaption: body.recaption ?? false,
    quantize: captioner.quantize === null ? null : (body.quantize ?? captioner.quantize),
  };
}

/** Settings as they were kept. */
export function readSettings(row: Pick<Selectable<CaptioningsTable>, 'settings'>): CaptioningSettings {
  return JSON.parse(row.settings) as CaptioningSettings;
}

/** Which files a captioning that was kept is about. */
export function scopeOf(row: Pick<Selectable<CaptioningsTable>, 'captioner' | 'settings'>): CaptionScope {
  return scopeFor(captionerOf(row.captioner), readSettings(row).recaption);
}

/** Which files a captioner reads, and whether it leaves those alone that have a caption. */
export function scopeFor({ extensions }: Captioner, recaption: boolean): CaptionScope {
  return { reads: (filename) => extensions.includes(extensionOf(filename)), recaption };
}

/**
 * The config of AI Toolkit, for a card. The run gets only files that are to be captioned and none of their old
 * captions, so that the captioner skips none.
 */
export function captionConfig(
  name: string,
  dataset: string,
  captioner: Captioner,
  settings: CaptioningSettings,
): Record<string, unknown> {
  const { model, prompt, maxNewTokens, maxRes, quantize } = settings;
  const caption = {
    model_name_or_path: model,
    dtype: 'bf16',
    device: 'cuda',
    quantize: quantize ?? false,
    qtype: 'float8',
    extensions: captioner.extensions.map((extension) => extension.slice(1)),
    path_to_caption: contractLayout.datasetFolder(dataset),
    recaption: true,
    caption_extension: 'txt',
    caption_prompt: prompt,
    max_res: maxRes,
    max_new_tokens: maxNewTokens,
  };
  return {
    job: 'extension',
    config: { name, process: [{ type: captioner.process, device: 'cuda', caption }] },
  };
}
