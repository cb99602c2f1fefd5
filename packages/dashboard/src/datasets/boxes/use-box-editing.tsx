import { type ReactNode, useState } from 'react';
import { Switch } from '../../ui/switch.tsx';
import type { EditedCaption } from '../captions/use-caption.ts';
import { BoxLayer } from './box-layer.tsx';
import { BoxList } from './box-list.tsx';
import { addBox, boxesOf, labelBox, placeBox, removeBox } from './caption-boxes.ts';

/** The parts of a view in which boxes are edited. */
export interface BoxEditing {
  /** Over the picture, in a container that it fills. */
  readonly layer: ReactNode;
  /** Beside it. */
  readonly panel: ReactNode;
}

/** Edits the boxes of a caption, which is saved with every change; nothing where the caption can have none. */
export function useBoxEditing(caption: EditedCaption): BoxEditing {
  const [isShown, setShown] = useState(true);
  const [isDrawing, setDrawing] = useState(false);
  const [chosen, setChosen] = useState<number | null>(null);
  const boxes = caption.isTruncated ? null : boxesOf(caption.text);
  if (boxes === null) return { layer: null, panel: null };

  const change = (text: string) => {
    caption.type(text);
    void caption.save(text);
  };
  const remove = (element: number) => {
    setChosen(null);
    change(removeBox(caption.text, element));
  };
  return {
    layer: isShown && (
      <BoxLayer
        boxes={boxes}
        chosen={chosen}
        isDrawing={isDrawing}
        actions={{
          choose: setChosen,
          place: (element, place) => change(placeBox(caption.text, element, place)),
          add(place) {
            setDrawing(false);
            const text = addBox(caption.text, place);
            setChosen(boxesOf(text)?.at(-1)?.element ?? null);
            change(text);
          },
          remove,
        }}
      />
    ),
    panel: (
      <div className="flex flex-col gap-2">
        <Switch label="Show the boxes" checked={isShown} onChange={setShown} />
        {isShown && (
          <BoxList
            boxes={boxes}
            chosen={chosen}
            isDrawing={isDrawing}
            onDraw={setDrawing}
            onChoose={setChosen}
            onLabel={(element, label) => caption.type(labelBox(caption.text, element, label))}
            onLabelled={() => void caption.save(caption.text)}
            onRemove={remove}
          />
        )}
      </div>
    ),
  };
}
