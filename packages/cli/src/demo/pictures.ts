import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Scene, scenes, sizePx } from './scenes.ts';

/** The word that the captions and the prompts of the demo share. */
export const triggerWord = 'yardo';

/** Drawn around the point where it stands on the rail. */
const locomotive = [
  '<rect x="-90" y="-110" width="64" height="84" rx="6" fill="#e8641b"/>',
  '<rect x="-98" y="-122" width="80" height="14" rx="4" fill="#8a2f12"/>',
  '<rect x="-78" y="-98" width="34" height="28" fill="#cfefff"/>',
  '<rect x="-30" y="-84" width="112" height="58" rx="22" fill="#ff7f2a"/>',
  '<rect x="44" y="-124" width="22" height="42" fill="#5b2a1a"/>',
  '<rect x="38" y="-132" width="34" height="12" rx="4" fill="#5b2a1a"/>',
  '<circle cx="60" cy="-150" r="14" fill="#f4f4f4" opacity="0.85"/>',
  '<circle cx="38" cy="-172" r="19" fill="#f4f4f4" opacity="0.7"/>',
  '<circle cx="80" cy="-56" r="9" fill="#ffe66b"/>',
  '<path d="M76 -26 L108 0 L70 0 Z" fill="#8a2f12"/>',
  ...[-66, -16, 40].map(
    (x) =>
      `<circle cx="${x}" cy="-20" r="20" fill="#33241d"/><circle cx="${x}" cy="-20" r="8" fill="#ffb347"/>`,
  ),
].join('');

/** A picture of the demo's dataset, before it is drawn. */
export interface Picture {
  readonly stem: string;
  readonly svg: string;
  readonly caption: string;
}

/** A small orange locomotive in a dozen settings, each with its caption. */
export const pictures: readonly Picture[] = scenes.map((scene, index) => ({
  stem: `${triggerWord}_${String(index + 1).padStart(2, '0')}`,
  svg: drawScene(scene),
  caption: `${triggerWord}, a small orange locomotive ${scene.caption}`,
}));

/** Draws the pictures as PNG files, with their captions beside them, into a folder. */
export async function writePictures(folder: string): Promise<void> {
  const { default: sharp } = await import('sharp');
  await mkdir(folder, { recursive: true });
  for (const { stem, svg, caption } of pictures) {
    await sharp(Buffer.from(svg))
      .png()
      .toFile(join(folder, `${stem}.png`));
    await writeFile(join(folder, `${stem}.txt`), `${caption}\n`);
  }
}

function drawScene({ sky, ground, at, scale, facesLeft, extra }: Scene): string {
  const mirror = facesLeft ? -scale : scale;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${sizePx}" height="${sizePx}">`,
    `<rect width="100%" height="100%" fill="${sky}"/>${extra}`,
    `<rect y="280" width="100%" height="104" fill="${ground}"/>`,
    '<rect y="316" width="100%" height="6" fill="#4a3b32"/>',
    `<g transform="translate(${at * sizePx} 318) scale(${mirror} ${scale})">${locomotive}</g>`,
    '</svg>',
  ].join('');
}
