import { useState } from 'react';
import { Card } from '../../ui/card.tsx';
import { nearestStep } from './sample-grid.ts';
import { SampleTile, type SampleViewProps } from './sample-tile.tsx';
import { StepSlider } from './step-slider.tsx';

/** Two steps side by side, prompt by prompt. */
export function CompareView({ grid, onOpen, onFailed }: SampleViewProps) {
  const [wanted, setWanted] = useState<readonly [number, number]>([grid.steps[0] ?? 0, Infinity]);
  const left = nearestStep(grid.steps, wanted[0]);
  const right = nearestStep(grid.steps, Math.min(wanted[1], grid.steps.at(-1) ?? 0));
  return (
    <>
      <div className="grid gap-x-6 gap-y-1 sm:grid-cols-2">
        <StepSlider
          steps={grid.steps}
          step={left}
          label="Left step"
          onChange={(step) => setWanted([step, wanted[1]])}
        />
        <StepSlider
          steps={grid.steps}
          step={right}
          label="Right step"
          onChange={(step) => setWanted([wanted[0], step])}
        />
      </div>
      <ul className="flex flex-col gap-4">
        {grid.prompts.map(({ index, text }) => (
          <li key={index}>
            <Card>
              <p className="mb-3 wrap-anywhere text-muted">{text}</p>
              <div className="grid grid-cols-2 gap-3">
                {([left, right] as const).map((step, side) => (
                  <figure key={side === 0 ? 'left' : 'right'}>
                    <SampleTile
                      sample={grid.at(index, step)}
                      className="mx-auto w-full max-w-xl"
                      onOpen={onOpen}
                      onFailed={onFailed}
                    />
                    <figcaption className="mt-1.5 text-center text-xs text-faint">
                      Step {step.toLocaleString('en')}
                    </figcaption>
                  </figure>
                ))}
              </div>
            </Card>
          </li>
        ))}
      </ul>
    </>
  );
}
