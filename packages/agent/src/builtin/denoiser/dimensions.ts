/** Side of the square pictures that the model sees, in pixels. */
export const pictureSide = 32;

/** Colours of a pixel. */
export const channels = 3;

/** Numbers in one picture. */
export const pictureSize = pictureSide * pictureSide * channels;

/** Side of a patch in pixels; a patch is one token. */
export const patchSide = 4;

/** Tokens in a row of the picture. */
export const tokensPerRow = pictureSide / patchSide;

/** Tokens of one picture. */
export const tokens = tokensPerRow * tokensPerRow;

/** Numbers in a patch. */
export const patchSize = patchSide * patchSide * channels;

/** Width of a token inside the model. */
export const width = 64;

/** Width of the feed-forward layers. */
export const hiddenWidth = 128;

/** Attention heads, which share `width`. */
export const heads = 4;

/** Width of one head. */
export const headWidth = width / heads;

/** Transformer blocks. */
export const blocks = 2;
