import { SquareDashed, Trash2 } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import type { CaptionBox } from './caption-boxes.ts';

export interface BoxListProps {
  readonly boxes: readonly CaptionBox[];
  readonly chosen: number | null;
  readonly isDrawing: boolean;
  readonly onDraw: (isDrawing: boolean) => void;
  readonly onChoose: (element: number) => void;
  /** While it is typed. */
  readonly onLabel: (element: number, label: string) => void;
  /** When it has been typed. */
  readonly onLabelled: () => void;
  readonly onRemove: (element: number) => void;
}

/** What is in each box, to be named and removed, and the button that draws one. */
export function BoxList({ boxes, chosen, isDrawing, ...on }: BoxListProps) {
  return (
    <section aria-label="Boxes" className="flex flex-col gap-2">
      <div className="flex items-center justify-between">
        <h3 className="text-sm font-medium">Boxes</h3>
        <Button size="sm" aria-pressed={isDrawing} onClick={() => on.onDraw(!isDrawing)}>
          <SquareDashed aria-hidden />
          {isDrawing ? 'Drag over the picture' : 'Draw a box'}
        </Button>
      </div>
      <ul className="flex max-h-48 flex-col gap-1 overflow-y-auto p-0.5">
        {boxes.map(({ element, kind, label }) => (
          <li key={element} className="flex items-center gap-1">
            <Input
              aria-label={kind === 'text' ? 'Writing in the box' : 'What is in the box'}
              value={label}
              placeholder="What is here?"
              className={element === chosen ? 'border-accent' : ''}
              onFocus={() => on.onChoose(element)}
              onChange={({ target }) => on.onLabel(element, target.value)}
              onBlur={on.onLabelled}
            />
            <IconButton label={`Remove the box ${label}`.trim()} onClick={() => on.onRemove(element)}>
              <Trash2 aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
