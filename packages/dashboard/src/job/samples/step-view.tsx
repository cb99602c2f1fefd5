import { useState } from 'react';
import { nearestStep } from './sample-grid.ts';
import { SampleTile, type SampleViewProps } from './sample-tile.tsx';
import { StepSlider } from './step-slider.tsx';

/** All prompts at one step. It stays at the newest until another is chosen. */
export function StepView({ grid, onOpen, onFailed }: SampleViewProps) {
  const [wanted, setWanted] = useState<number>(Infinity);
  const step = nearestStep([...grid.steps].reverse(), Math.min(wanted, grid.steps.at(-1) ?? 0));
  return (
    <>
      <StepSlider
        steps={grid.steps}
        step={step}
        label="Step"
        onChange={(chosen) => setWanted(chosen === grid.steps.at(-1) ? Infinity : chosen)}
      />
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(15rem,44vw),1fr))] gap-4">
        {grid.prompts.map(({ index, text }) => {
          const sample = grid.at(index, step);
          return (
            <li key={index} className="min-w-0">
              <SampleTile sample={sample} className="w-full" onOpen={onOpen} onFailed={onFailed} />
              <p
                className="mt-1.5 line-clamp-3 text-xs wrap-anywhere text-muted"
                title={sample?.prompt ?? text}
              >
                {sample?.prompt ?? text}
              </p>
            </li>
          );
        })}
      </ul>
    </>
  );
}
