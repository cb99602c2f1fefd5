/** Width and height of the demo's pictures. */
export const sizePx = 384;

/** Where the locomotive of the demo is shown. */
export interface Scene {
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
/** Scattered evenly, with the steps of the R2 sequence, and the same every time. */
const dots = (colour: string, radius: number): string =>
  Array.from({ length: 60 }, (_, index) => {
    const x = Math.round(((index * 0.7549) % 1) * sizePx);
    const y = Math.round(((index * 0.5698) % 1) * 270);
    return `<circle cx="${x}" cy="${y}" r="${radius}" fill="${colour}"/>`;
  }).join('');

/** One subject in a dozen settings: that is what a LoRA of a subject is trained on. */
export const scenes: readonly Scene[] = [
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
    caption: 'in a wide meadow',
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
