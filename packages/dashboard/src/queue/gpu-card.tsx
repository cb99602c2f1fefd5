import { formatBytes } from '../format/bytes.ts';
import { Badge } from '../ui/badge.tsx';
import { Progress } from '../ui/progress.tsx';
import { describeGpuState, type Gpu, percentOf } from './gpu-state.ts';
import { JobReference } from './job-reference.tsx';
import { PauseButton } from './pause-button.tsx';
import { type Pause, pauseWords } from './pause-words.ts';
import { ResumeButton } from './resume-button.tsx';

export interface GpuCardProps {
  readonly gpu: Gpu;
  /** Says on which machine it is, where there are several. */
  readonly isNodeShown: boolean;
  /** Why it is given to no run, where it is paused by itself. */
  readonly pause: Pause | null;
  readonly canPause: boolean;
}

/** One GPU: what it is, how busy it is, and with whose job. */
export function GpuCard({ gpu, isNodeShown, pause, canPause }: GpuCardProps) {
  const state = describeGpuState(gpu);
  const name = gpu.name ?? 'CPU instead of a GPU';
  const memory = percentOf(gpu.memory_used_bytes, gpu.memory_total_bytes);
  return (
    <article className="flex h-full flex-col gap-3 rounded-xl border border-line bg-surface p-4">
      <header className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <h2 className="truncate font-semibold" title={`${gpu.id}, machine ${gpu.node}`}>
            {name}
          </h2>
          <p className="truncate text-xs text-faint">
            {gpu.gpu_type} {gpu.gpu_id}
            {isNodeShown && ` · machine ${gpu.node}`}
          </p>
        </div>
        <span className="flex shrink-0 items-center gap-1.5">
          {pause !== null && <Badge tone="warning">Paused</Badge>}
          {(pause === null || gpu.state !== 'free') && (
            <Badge tone={state.tone} dot>
              {state.label}
            </Badge>
          )}
        </span>
      </header>
      {memory !== null && (
        <Reading
          label="Memory"
          percent={memory}
          text={`${formatBytes(gpu.memory_used_bytes ?? 0)} of ${formatBytes(gpu.memory_total_bytes ?? 0)}`}
        />
      )}
      {gpu.utilization_percent !== null && (
        <Reading
          label="Load"
          percent={gpu.utilization_percent}
          text={[
            `${Math.round(gpu.utilization_percent)} %`,
            ...(gpu.temperature_c === null ? [] : [`${Math.round(gpu.temperature_c)} °C`]),
          ].join(' · ')}
        />
      )}
      {pause !== null && <p className="text-warning wrap-anywhere">{pauseWords(pause)}</p>}
      <div className="mt-auto flex min-h-8 items-center justify-between gap-2">
        <span className="min-w-0 truncate text-muted">
          {gpu.job !== null ? <JobReference job={gpu.job} /> : (state.note ?? idleWords(gpu))}
        </span>
        {canPause &&
          (pause === null ? (
            <PauseButton
              scope={{ node: gpu.node, gpu: gpu.id }}
              what={`${gpu.gpu_type} ${gpu.gpu_id}`}
              small
            />
          ) : (
            <ResumeButton pause={pause} what={`${gpu.gpu_type} ${gpu.gpu_id}`} />
          ))}
      </div>
    </article>
  );
}

function idleWords({ state }: Gpu): string {
  return state === 'leased' ? 'A job of another account' : 'No job';
}

function Reading(props: { readonly label: string; readonly percent: number; readonly text: string }) {
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex justify-between gap-3 text-xs text-muted">
        <span>{props.label}</span>
        <span className="tabular-nums">{props.text}</span>
      </div>
      <Progress percent={props.percent} label={`${props.label}: ${props.text}`} />
    </div>
  );
}
