import { clsx } from 'clsx';
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import {
  type BoxPlace,
  boxBetween,
  type CaptionBox,
  type Corner,
  moveBox,
  resizeBox,
  wholeSide,
} from './caption-boxes.ts';

/** What is done to the boxes of a picture. */
export interface BoxActions {
  choose(element: number | null): void;
  place(element: number, place: BoxPlace): void;
  add(place: BoxPlace): void;
  remove(element: number): void;
}

export interface BoxLayerProps {
  readonly boxes: readonly CaptionBox[];
  readonly chosen: number | null;
  /** A drag anywhere draws a box, instead of moving the one under it. */
  readonly isDrawing: boolean;
  readonly actions: BoxActions;
}

/** A box while it is dragged. */
interface Drag {
  /** Null for one that is being drawn. */
  readonly element: number | null;
  readonly place: BoxPlace;
}

/** How far a key moves a box, in thousandths of the picture. */
const keyStep = 10;

const keySteps: Readonly<Record<string, Corner>> = {
  ArrowLeft: { x: -keyStep, y: 0 },
  ArrowRight: { x: keyStep, y: 0 },
  ArrowUp: { x: 0, y: -keyStep },
  ArrowDown: { x: 0, y: keyStep },
};

/**
 * The boxes of a caption over its picture, in a container that the picture fills. They are dragged, and resized at
 * their lower right corner; with the keyboard by the arrows, with Shift for the size, and Delete.
 */
export function BoxLayer({ boxes, chosen, isDrawing, actions }: BoxLayerProps) {
  const layer = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<Drag | null>(null);

  /** Follows the pointer until it is let go; `at` says what the way so far makes of the box. */
  const follow = (
    event: PointerEvent<HTMLElement>,
    element: number | null,
    at: (start: Corner, now: Corner) => BoxPlace,
  ) => {
    const target = event.currentTarget;
    const start = cornerOf(layer.current, event);
    event.preventDefault();
    event.stopPropagation();
    target.setPointerCapture(event.pointerId);
    let place: BoxPlace | null = null;
    const move = (moved: globalThis.PointerEvent) => {
      place = at(start, cornerOf(layer.current, moved));
      setDrag({ element, place });
    };
    const end = ({ type }: globalThis.PointerEvent) => {
      target.removeEventListener('pointermove', move);
      target.removeEventListener('pointerup', end);
      target.removeEventListener('pointercancel', end);
      setDrag(null);
      if (place === null || type === 'pointercancel') return;
      if (element === null) actions.add(place);
      else actions.place(element, place);
    };
    target.addEventListener('pointermove', move);
    target.addEventListener('pointerup', end);
    target.addEventListener('pointercancel', end);
  };

  const onKeyDown = (event: KeyboardEvent, box: CaptionBox) => {
    const by = keySteps[event.key];
    if (by === undefined && event.key !== 'Delete' && event.key !== 'Backspace') return;
    event.preventDefault();
    // Around the picture, the same keys go to the next one.
    event.stopPropagation();
    if (by === undefined) actions.remove(box.element);
    else actions.place(box.element, (event.shiftKey ? resizeBox : moveBox)(box, by));
  };

  return (
    <div
      ref={layer}
      className={clsx('absolute inset-0 touch-none', isDrawing && 'cursor-crosshair')}
      onPointerDown={(event) => {
        if (isDrawing) follow(event, null, boxBetween);
        else actions.choose(null);
      }}
    >
      {boxes.map((box) => {
        const isChosen = box.element === chosen;
        const place = drag?.element === box.element ? drag.place : box;
        return (
          <button
            key={box.element}
            type="button"
            aria-label={`Box: ${box.label || 'nothing yet'}`}
            aria-pressed={isChosen}
            style={styleOf(place)}
            className={clsx(
              // A rim of white around the colour: it is seen on every picture.
              'absolute cursor-move border-2 text-left ring-white',
              box.kind === 'text' ? 'border-warning-mark' : 'border-accent',
              isChosen ? 'bg-white/15 ring-2' : 'ring-1',
              isDrawing && 'pointer-events-none',
            )}
            onFocus={() => actions.choose(box.element)}
            onKeyDown={(event) => onKeyDown(event, box)}
            onPointerDown={(event) => {
              event.currentTarget.focus();
              follow(event, box.element, (start, now) => moveBox(box, minus(now, start)));
            }}
          >
            <span className="absolute top-0 left-0 max-w-full truncate bg-black/70 px-1 text-[0.6875rem] text-white">
              {box.label || 'New'}
            </span>
            {isChosen && (
              <span
                data-resizes
                className="absolute -right-1.5 -bottom-1.5 size-3 cursor-nwse-resize rounded-sm border border-black bg-white"
                onPointerDown={(event) =>
                  follow(event, box.element, (start, now) => resizeBox(box, minus(now, start)))
                }
              />
            )}
          </button>
        );
      })}
      {drag?.element === null && (
        <div
          className="pointer-events-none absolute border-2 border-dashed border-white bg-white/15"
          style={styleOf(drag.place)}
        />
      )}
    </div>
  );
}

function cornerOf(layer: HTMLElement | null, { clientX, clientY }: { clientX: number; clientY: number }) {
  const area = layer?.getBoundingClientRect();
  if (area === undefined || area.width === 0 || area.height === 0) return { x: 0, y: 0 };
  return {
    x: (wholeSide * (clientX - area.left)) / area.width,
    y: (wholeSide * (clientY - area.top)) / area.height,
  };
}

function minus(one: Corner, other: Corner): Corner {
  return { x: one.x - other.x, y: one.y - other.y };
}

function styleOf({ top, left, bottom, right }: BoxPlace) {
  const percent = (part: number) => `${(100 * part) / wholeSide}%`;
  return {
    top: percent(top),
    left: percent(left),
    width: percent(right - left),
    height: percent(bottom - top),
  };
}
