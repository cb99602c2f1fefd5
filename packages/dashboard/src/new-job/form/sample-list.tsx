import type { ConfigPath } from '@trainyard/core/preflight';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Textarea } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { type ConfigForm, type FormChange, processPath } from './config-form.ts';
import { controlKeysOfSample } from './control-keys.ts';
import { ImageField } from './image-field.tsx';
import { MoreSettings } from './more-settings.tsx';
import { sampleItemSettings } from './setting-groups.ts';

export interface SampleListProps {
  readonly form: ConfigForm;
  readonly onChange: (changes: readonly FormChange[]) => void;
}

const samplePath = [...processPath, 'sample'];

/** The prompts that samples are drawn of, each with its control images and what it has of its own. */
export function SampleList({ form, onChange }: SampleListProps) {
  const isOldForm =
    !Array.isArray(form.at([...samplePath, 'samples'])) && form.countAt([...samplePath, 'prompts']) > 0;
  const listPath = [...samplePath, isOldForm ? 'prompts' : 'samples'];
  const count = form.countAt(listPath);
  const add = () => onChange([{ path: [...listPath, count], value: isOldForm ? '' : { prompt: '' } }]);
  return (
    <div className="col-span-full flex flex-col gap-3.5">
      <p className="text-[0.8125rem] font-medium">Prompts</p>
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: samples have nothing but their place
        <SampleEntry key={index} index={index} path={[...listPath, index]} form={form} onChange={onChange} />
      ))}
      <Button size="sm" variant="ghost" onClick={add} className="self-start">
        <Plus aria-hidden />
        Add a prompt
      </Button>
    </div>
  );
}

interface SampleEntryProps extends SampleListProps {
  readonly index: number;
  readonly path: ConfigPath;
}

function SampleEntry({ index, path, form, onChange }: SampleEntryProps) {
  const item = form.at(path);
  const isMap = typeof item === 'object' && item !== null;
  // A sample may be written as its prompt alone.
  const promptPath = isMap ? [...path, 'prompt'] : path;
  const name = `prompt ${index + 1}`;
  const controls = isMap ? controlKeysOfSample(form, path) : [];
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-start gap-1">
        <PromptBox
          label={`Prompt ${index + 1}`}
          written={form.writtenAt(promptPath) ?? ''}
          onWrite={(value) => onChange([{ path: promptPath, value }])}
        />
        <IconButton label={`Remove ${name}`} onClick={() => onChange([{ path, remove: true }])}>
          <Trash2 aria-hidden />
        </IconButton>
      </div>
      {controls.map((key, place) => (
        <ImageField
          key={key}
          label={controls.length > 1 ? `Control image ${place + 1} of ${name}` : `Control image of ${name}`}
          written={form.writtenAt([...path, key])}
          onWrite={(change) => onChange([{ path: [...path, key], ...change }])}
        />
      ))}
      {isMap && (
        <MoreSettings
          settings={sampleItemSettings}
          of={name}
          base={path}
          inherits={samplePath}
          form={form}
          onChange={onChange}
        />
      )}
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
