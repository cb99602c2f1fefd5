import { ImagePlus } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../../ui/icon-button.tsx';
import { ImagePicker } from './image-picker.tsx';
import { TypedInput, type WrittenChange } from './setting-field.tsx';

export interface ImageFieldProps {
  /** What the image is for: `Control image of prompt 2`. */
  readonly label: string;
  /** The path that the config says; null where it says none. */
  readonly written: string | null;
  readonly onWrite: (change: WrittenChange) => void;
}

/** The path of a picture in a dataset, typed or chosen by looking. */
export function ImageField({ label, written, onWrite }: ImageFieldProps) {
  const [isChoosing, setChoosing] = useState(false);
  return (
    <div className="flex items-center gap-1">
      <TypedInput
        kind="text"
        aria-label={label}
        placeholder="/app/ai-toolkit/datasets/NAME/image.png"
        written={written}
        onWrite={onWrite}
      />
      <IconButton label={`Choose: ${label}`} onClick={() => setChoosing(true)}>
        <ImagePlus aria-hidden />
      </IconButton>
      <ImagePicker
        open={isChoosing}
        title={label}
        onClose={() => setChoosing(false)}
        onChoose={(path) => {
          onWrite({ value: path });
          setChoosing(false);
        }}
      />
    </div>
  );
}
