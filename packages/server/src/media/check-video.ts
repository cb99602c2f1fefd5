import { open } from 'node:fs/promises';
import mediaInfoFactory, { type GeneralTrack, type MediaInfo, type VideoTrack } from 'mediainfo.js';
import { broken, noFacts, type Verdict } from './verdict.ts';

type Analyzer = MediaInfo<'object'>;

let analyzer: Promise<Analyzer> | null = null;

/**
 * Reads the container and the streams of a video. It is in order when it is complete and has a picture track
 * with a size and at least one frame. Frames are not decoded; where the container does not count them, they
 * are its duration times its rate, and null where that is not known either.
 */
export async function checkVideo(path: string): Promise<Verdict> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const read = async (count: number, offset: number) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, offset);
      return new Uint8Array(buffer.buffer, buffer.byteOffset, bytesRead);
    };
    analyzer ??= mediaInfoFactory({ format: 'object', coverData: false, full: false });
    const { media } = await (await analyzer).analyzeData(size, read);
    const tracks = media?.track ?? [];
    return judge(
      tracks.find((track) => track['@type'] === 'General'),
      tracks.find((track) => track['@type'] === 'Video'),
    );
  } catch (error) {
    // After an abort the WebAssembly instance is not to be trusted any more.
    analyzer = null;
    if (error instanceof Error && 'code' in error) throw error;
    return broken('cannot be read as a video');
  } finally {
    await file.close();
  }
}

function judge(general: GeneralTrack | undefined, video: VideoTrack | undefined): Verdict {
  if (general?.Format === undefined) return broken('is not a video of a known format');
  if (isCutOff(general)) return broken('is cut off: the file ends before its video does');
  if (video === undefined) return broken('has no video track');
  const { Width: width = 0, Height: height = 0 } = video;
  if (width <= 0 || height <= 0) return broken('has a video track without a picture size');
  const frameRate = positive(video.FrameRate) ?? positive(general.FrameRate);
  const durationSeconds = positive(video.Duration) ?? positive(general.Duration);
  const counted = positive(video.FrameCount) ?? positive(general.FrameCount);
  const frames =
    counted ??
    (frameRate !== null && durationSeconds !== null ? Math.round(frameRate * durationSeconds) : null);
  if (frames === 0 || (frames === null && durationSeconds === null)) {
    return broken('has a video track without frames');
  }
  const upright = Math.round(Number(video.Rotation ?? 0) / 90) % 2 === 0;
  return {
    broken: false,
    facts: {
      ...noFacts,
      width: upright ? width : height,
      height: upright ? height : width,
      frames,
      frameRate,
      durationSeconds,
    },
  };
}

/** MediaInfo marks most containers that end early; of these two it only says that an element is too long. */
const unmarkedWhenCutOff: ReadonlySet<string> = new Set(['Flash Video', 'Windows Media']);

function isCutOff(general: GeneralTrack): boolean {
  const extra: Readonly<Record<string, unknown>> = general.extra ?? {};
  if (extra['IsTruncated'] === 'Yes') return true;
  if (!unmarkedWhenCutOff.has(general.Format ?? '')) return false;
  return JSON.stringify(extra['ConformanceErrors'] ?? '').includes('more than maximal permitted size');
}

function positive(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) && value > 0 ? value : null;
}
