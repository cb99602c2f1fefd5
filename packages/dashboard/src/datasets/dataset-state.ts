import type { DatasetStatus } from '@trainyard/core/client';
import type { Tone } from '../ui/badge.tsx';

/** The status of a dataset as a person reads it. */
export const datasetStates: Readonly<Record<DatasetStatus, { readonly label: string; readonly tone: Tone }>> =
  {
    DRAFT: { label: 'Empty', tone: 'neutral' },
    UPLOADING: { label: 'Uploading', tone: 'accent' },
    READY: { label: 'Ready', tone: 'success' },
    FAILED: { label: 'Failed', tone: 'danger' },
  };

/** What is in a dataset: `120 images, 3 videos`. */
export function describeContents({
  images,
  videos,
}: {
  readonly images: number;
  readonly videos: number;
}): string {
  const parts = [
    ...(images > 0 ? [`${images.toLocaleString('en')} ${images === 1 ? 'image' : 'images'}`] : []),
    ...(videos > 0 ? [`${videos.toLocaleString('en')} ${videos === 1 ? 'video' : 'videos'}`] : []),
  ];
  return parts.length === 0 ? 'No media' : parts.join(', ');
}
