import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The word that the captions and the prompts of the demo share. */
export const triggerWord = 'yardo';

const sizePx = 384;

interface Scene {
  readonly caption: string;
  readonly sky: string;
  readonly ground: string;
  /** Where the locomotive stands, as a share of the width. */
  readonly at: number;
  readonly scale: number;
  readonly facesLeft?: boolean;
  /** Further shapes of the scene, in SVG. */
  readonly extra: string;
}

const sun = (x: number, colour: string): string => `<circle cx="${x}" cy="80" r="34" fill="${colour}"/>`;
const hills = (colour: string): string =>
  `<path d="M0 270 Q80 170 170 250 T384 210 V300 H0 Z" fill="${colour}"/>`;
const trees = (colour: string): string =>
  [30, 90, 300, 350].map((x) => `<path d="M${x} 280 l22 -90 l22 90 Z" fill="${colour}"/>`).join('');
const houses = (colour: string): string =>
  [10, 120, 270]
    .map((x, index) => `<rect x="${x}" y="${150 + index * 20}" width="70" height="140" fill="${colour}"/>`)
    .join('');
const dots = (colour: string, radius: number): string =>
  Array.from({ length: 40 }, (_, index) => {
    const x = (index * 97) % sizePx;
    const y = (index * 61) % 260;
    return `<circle cx="${x}" cy="${y}" r="${radius}" fill="${colour}"/>`;
  }).join('');

/** One subject in a dozen settings: that is what a LoRA of a subject is trained on. */
const scenes: readonly Scene[] = [
  {
    caption: 'at noon in green hills',
    sky: '#8fd3ff',
    ground: '#7bb661',
    at: 0.5,
    scale: 1,
    extra: sun(320, '#ffe66b') + hills('#5f9e4a'),
  },
  {
    caption: 'at dusk under a red sun',
    sky: '#ff9f6b',
    ground: '#7a4a3a',
    at: 0.35,
    scale: 0.8,
    extra: sun(260, '#ff4d3a'),
  },
  {
    caption: 'at night under the stars',
    sky: '#12173d',
    ground: '#2c2f52',
    at: 0.6,
    scale: 0.9,
    extra: dots('#ffffff', 1.6),
  },
  {
    caption: 'in the snow',
    sky: '#dfeaf5',
    ground: '#ffffff',
    at: 0.5,
    scale: 0.9,
    facesLeft: true,
    extra: dots('#ffffff', 4),
  },
  {
    caption: 'in a pine forest',
    sky: '#bfe3d0',
    ground: '#4d6b3c',
    at: 0.5,
    scale: 0.8,
    extra: trees('#1f5130'),
  },
  {
    caption: 'in the desert',
    sky: '#ffe3b0',
    ground: '#e0b067',
    at: 0.55,
    scale: 1.1,
    extra: sun(70, '#ff8c1a'),
  },
  {
    caption: 'in a grey town',
    sky: '#b7bcc4',
    ground: '#6b6f78',
    at: 0.45,
    scale: 0.85,
    facesLeft: true,
    extra: houses('#8d929c'),
  },
  {
    caption: 'by the sea',
    sky: '#a6e1ff',
    ground: '#d9c58f',
    at: 0.4,
    scale: 0.75,
    extra: '<rect y="210" width="384" height="80" fill="#2b7fb8"/>',
  },
  {
    caption: 'in a meadow with poppies',
    sky: '#c8f0ff',
    ground: '#69a84f',
    at: 0.6,
    scale: 1,
    facesLeft: true,
    extra: hills('#88c070'),
  },
  {
    caption: 'in the rain',
    sky: '#7d8fa3',
    ground: '#56606b',
    at: 0.5,
    scale: 0.95,
    extra: dots('#b8d4ee', 2.4),
  },
  {
    caption: 'in a violet evening',
    sky: '#8a6bd1',
    ground: '#3f2f66',
    at: 0.5,
    scale: 1.15,
    extra: sun(60, '#ffd1f0'),
  },
  {
    caption: 'in front of autumn trees',
    sky: '#f2e6cf',
    ground: '#a0713c',
    at: 0.45,
    scale: 0.9,
    extra: trees('#d9721e'),
  },
];

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
