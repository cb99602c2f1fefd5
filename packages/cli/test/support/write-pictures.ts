import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

/** Writes `count` small pictures, each with its caption, into a folder. */
export async function writePictures(folder: string, count: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index < count; index += 1) {
    const background = { r: (index * 90) % 256, g: 120, b: 200 };
    await sharp({ create: { width: 64, height: 64, channels: 3, background } })
      .png()
      .toFile(join(folder, `picture_${index}.png`));
    writeFileSync(join(folder, `picture_${index}.txt`), `picture ${index}`);
  }
}
