import { clsx } from 'clsx';
import { formatBytes } from '../../format/bytes.ts';
import type { JobEstimate } from './estimate.ts';

export interface EstimateStripProps {
  readonly estimate: JobEstimate | null;
  /** It is of a text before the present one, which cannot be read. */
  readonly isOld: boolean;
}

/** What the job will do and leave behind, in a line of figures; estimates say that they are. */
export function EstimateStrip({ estimate, isOld }: EstimateStripProps) {
  const figures = estimate === null ? [] : figuresOf(estimate);
  if (figures.length === 0) return null;
  return (
    <dl
      className={clsx(
        isOld && 'opacity-50',
        'mb-4 grid grid-cols-2 gap-px overflow-hidden rounded-xl border border-line bg-line sm:grid-cols-3 lg:grid-cols-5',
      )}
    >
      {figures.map(({ name, value, note }) => (
        <div key={name} className="bg-surface px-4 py-2 max-lg:last:col-span-full">
          <dt className="text-xs text-faint">{name}</dt>
          <dd className="font-semibold">{value}</dd>
          <dd className="text-xs text-muted">{note}</dd>
        </div>
      ))}
    </dl>
  );
}

interface Figure {
  readonly name: string;
  readonly value: string;
  readonly note: string;
}

function figuresOf({ steps, epochs, itemsPerEpoch, checkpoints, samples, diskBytes }: JobEstimate): Figure[] {
  const { written, kept, size } = checkpoints;
  const about = size?.evidence === 'rough' ? 'roughly' : 'about';
  return [
    { name: 'Steps', value: count(steps), note: 'to train' },
    {
      name: 'Epochs',
      value: epochs === null ? '–' : `about ${epochs >= 10 ? Math.round(epochs) : epochs.toFixed(1)}`,
      note: itemsPerEpoch === null ? 'when the datasets are known' : `of ${count(itemsPerEpoch)} items`,
    },
    {
      name: 'Checkpoints',
      value: size === null ? count(written) : `${count(written)} × ${about} ${formatBytes(size.sizeBytes)}`,
      note: kept < written ? `the last ${kept} are kept` : 'all are kept',
    },
    {
      name: 'Samples',
      value: samples.each === 0 ? 'none' : count(samples.rounds * samples.each),
      note: samples.each === 0 ? 'no prompt' : `${count(samples.rounds)} times ${samples.each}`,
    },
    {
      name: 'Disk',
      value: diskBytes === null ? '–' : `${about} ${formatBytes(diskBytes)}`,
      note: diskBytes === null ? 'not known for this model' : 'for what is kept, estimated',
    },
  ];
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}
