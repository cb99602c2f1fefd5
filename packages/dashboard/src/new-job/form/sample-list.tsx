import type { ConfigPath } from '@trainyard/core/preflight';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Textarea } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { type ConfigForm, type FormChange, processPath } from './config-form.ts';
import { TypedInput } from './setting-field.tsx';

export interface SampleListProps {
  readonly form: ConfigForm;
  readonly onChange: (changes: readonly FormChange[]) => void;
}

const samplePath = [...processPath, 'sample'];

/** The prompts that samples are drawn of, each with its control image where the model takes one. */
export function SampleList({ form, onChange }: SampleListProps) {
  const isOldForm =
    !Array.isArray(form.at([...samplePath, 'samples'])) && form.countAt([...samplePath, 'prompts']) > 0;
  const listPath = [...samplePath, isOldForm ? 'prompts' : 'samples'];
  const count = form.countAt(listPath);
  const controls = form.model?.model.sampleControls;
  const controlKey =
    controls === undefined || controls.keys.length === 0
      ? null
      : controls.max > 1
        ? 'ctrl_img_1'
        : 'ctrl_img';
  const add = () => onChange([{ path: [...listPath, count], value: isOldForm ? '' : { prompt: '' } }]);
  return (
    <div className="col-span-full flex flex-col gap-2.5">
      <p className="text-[0.8125rem] font-medium">Prompts</p>
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: samples have nothing but their place
        <div key={index} className="flex items-start gap-1">
          <div className="flex min-w-0 flex-1 flex-col gap-1.5">
            <PromptBox
              label={`Prompt ${index + 1}`}
              written={form.writtenAt(promptPath(form, listPath, index)) ?? ''}
              onWrite={(value) => onChange([{ path: promptPath(form, listPath, index), value }])}
            />
            {!isOldForm && controlKey !== null && (
              <TypedInput
                kind="text"
                aria-label={`Control image of prompt ${index + 1}`}
                placeholder="/app/ai-toolkit/datasets/NAME/image.png"
                written={form.writtenAt([
                  ...listPath,
                  index,
                  controlKeyOf(form, [...listPath, index], controlKey),
                ])}
                onWrite={(change) =>
                  onChange([
                    {
                      path: [...listPath, index, controlKeyOf(form, [...listPath, index], controlKey)],
                      ...change,
                    },
                  ])
                }
              />
            )}
          </div>
          <IconButton
            label={`Remove prompt ${index + 1}`}
            onClick={() => onChange([{ path: [...listPath, index], remove: true }])}
          >
            <Trash2 aria-hidden />
          </IconButton>
        </div>
      ))}
      <Button size="sm" variant="ghost" onClick={add} className="self-start">
        <Plus aria-hidden />
        Add a prompt
      </Button>
    </div>
  );
}

interface PromptBoxProps {
  readonly label: string;
  readonly written: string;
  readonly onWrite: (value: string) => void;
}

function PromptBox({ label, written, onWrite }: PromptBoxProps) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <Textarea
      aria-label={label}
      className="field-sizing-content min-h-9!"
      rows={1}
      value={typed ?? written}
      onChange={(event) => {
        setTyped(event.target.value);
        onWrite(event.target.value);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

/** A sample may be written as its prompt alone. */
function promptPath(form: ConfigForm, listPath: ConfigPath, index: number): ConfigPath {
  const item = form.at([...listPath, index]);
  return typeof item === 'object' && item !== null ? [...listPath, index, 'prompt'] : [...listPath, index];
}

/** The key that a sample uses already, else the one for its model. */
function controlKeyOf(form: ConfigForm, path: ConfigPath, preferred: string): string {
  return form.writtenAt([...path, 'ctrl_img']) === null ? preferred : 'ctrl_img';
}
