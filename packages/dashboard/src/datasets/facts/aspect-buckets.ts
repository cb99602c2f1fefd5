/** Pictures of one size in pixels. */
export interface SizeCount {
  readonly width: number;
  readonly height: number;
  readonly count: number;
}

/**
 * The size at which AI Toolkit trains on a picture, in pixels: scaled down, never up, to at most the area of a
 * square of `resolution`, with sides that the model's divisor divides; of the sizes around it that one whose
 * area comes nearest (toolkit/buckets.py, get_bucket_for_image_size).
 */
export function bucketOf(
  { width, height }: Pick<SizeCount, 'width' | 'height'>,
  resolution: number,
  divisor: number,
): { readonly width: number; readonly height: number } {
  const mostPixels = resolution * resolution;
  const pixels = Math.min(width * height, mostPixels);
  const scale = Math.sqrt(pixels / (width * height)) / divisor;
  const sides = (side: number) => [Math.floor(side * scale) * divisor, Math.ceil(side * scale) * divisor];
  const candidates = sides(width)
    .flatMap((w) => sides(height).map((h) => ({ width: w, height: h })))
    .filter((size) => size.width > 0 && size.height > 0 && size.width * size.height <= mostPixels);
  const distance = (size: { width: number; height: number }) => Math.abs(size.width * size.height - pixels);
  const [first, ...others] = candidates;
  if (first === undefined) {
    const least = (side: number) => Math.max(divisor, Math.floor(side * scale) * divisor);
    return { width: least(width), height: least(height) };
  }
  return others.reduce((best, size) => (distance(size) < distance(best) ? size : best), first);
}

/** How many pictures are trained at each size, most first. */
export function bucketCounts(sizes: readonly SizeCount[], resolution: number, divisor: number): SizeCount[] {
  const buckets = new Map<string, SizeCount>();
  for (const size of sizes) {
    const bucket = bucketOf(size, resolution, divisor);
    const key = `${bucket.width}x${bucket.height}`;
    buckets.set(key, { ...bucket, count: (buckets.get(key)?.count ?? 0) + size.count });
  }
  return [...buckets.values()].toSorted((a, b) => b.count - a.count || a.width - b.width);
}
