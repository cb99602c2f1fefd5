import { Card } from '../../ui/card.tsx';
import { SampleTile, type SampleViewProps } from './sample-tile.tsx';

/** Prompts below each other, steps beside each other. */
export function GridView({ grid, onOpen, onFailed }: SampleViewProps) {
  return (
    <Card flush>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: What scrolls sideways must be reachable by keyboard. */}
      <section className="max-h-[75dvh] overflow-auto" aria-label="Samples of all steps" tabIndex={0}>
        <table className="border-separate border-spacing-0 text-left">
          <thead>
            <tr>
              <th
                scope="col"
                className="sticky top-0 left-0 z-20 border-r border-b border-line bg-surface px-3 py-2 text-xs font-medium text-faint"
              >
                Prompt
              </th>
              {grid.steps.map((step) => (
                <th
                  key={step}
                  scope="col"
                  className="sticky top-0 z-10 border-b border-line bg-surface px-1.5 py-2 text-xs font-medium text-faint"
                >
                  Step {step.toLocaleString('en')}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {grid.prompts.map(({ index, text }) => (
              <tr key={index}>
                <th
                  scope="row"
                  className="sticky left-0 z-10 w-44 min-w-32 border-r border-line bg-surface px-3 py-2 align-top text-xs font-normal text-muted max-sm:w-28 max-sm:min-w-28"
                >
                  <span className="line-clamp-6 wrap-anywhere" title={text}>
                    {text}
                  </span>
                </th>
                {grid.steps.map((step) => (
                  <td key={step} className="p-1.5">
                    <SampleTile
                      sample={grid.at(index, step)}
                      className="w-36 max-sm:w-28"
                      onOpen={onOpen}
                      onFailed={onFailed}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Card>
  );
}
