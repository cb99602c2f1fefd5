import type { NamedModel } from '@trainyard/core/preflight';
import { clsx } from 'clsx';
import { LockKeyhole, Search } from 'lucide-react';
import { useState } from 'react';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Input } from '../../ui/field.tsx';
import { findModels, type Modality, type ModelChoice, modalities } from './model-list.ts';

export interface ModelPickerProps {
  readonly value: NamedModel | null;
  readonly onChange: (named: NamedModel) => void;
}

const labels: Readonly<Record<Modality, string>> = {
  image: 'Image',
  edit: 'Edit',
  video: 'Video',
};
const tones: Readonly<Record<Modality, Tone>> = {
  image: 'neutral',
  edit: 'accent',
  video: 'success',
};

/** Every architecture of the trainer, to be searched, by family. */
export function ModelPicker({ value, onChange }: ModelPickerProps) {
  const [search, setSearch] = useState('');
  const [modality, setModality] = useState<Modality | null>(null);
  const families = findModels(search, modality);
  return (
    <Card title="Model" flush>
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-3">
        <div className="relative min-w-48 flex-1">
          <Search className="absolute top-2.5 left-2.5 size-4 text-faint" aria-hidden />
          <Input
            type="search"
            aria-label="Search models"
            placeholder="Search, such as wan 14b"
            className="pl-8"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
        <fieldset aria-label="Kind of model" className="flex flex-wrap gap-1">
          {[null, ...modalities].map((kind) => (
            <button
              key={kind ?? 'all'}
              type="button"
              aria-pressed={modality === kind}
              onClick={() => setModality(kind)}
              className={clsx(
                'h-8 rounded-md px-2.5 text-[0.8125rem] font-medium',
                modality === kind ? 'bg-accent-soft text-accent-text' : 'text-muted hover:bg-hover',
              )}
            >
              {kind === null ? 'All' : labels[kind]}
            </button>
          ))}
        </fieldset>
      </div>
      {families.length === 0 ? (
        <div className="flex flex-col items-center gap-3 px-4 py-10 text-muted">
          <p>No model has these words in its name.</p>
          <Button
            size="sm"
            onClick={() => {
              setSearch('');
              setModality(null);
            }}
          >
            Show all models
          </Button>
        </div>
      ) : (
        <fieldset
          aria-label="Models"
          className="max-h-80 min-w-0 overflow-x-hidden overflow-y-auto pb-2 lg:max-h-[calc(100dvh-16rem)] lg:min-h-96"
        >
          {families.map(({ family, models }) => (
            <div key={family}>
              <h3 className="sticky top-0 z-10 bg-surface/95 px-4 pt-3 pb-1 text-xs font-medium text-faint">
                {family}
              </h3>
              {models.map((choice) => (
                <ModelRow
                  key={choice.named.variant.name}
                  choice={choice}
                  isChosen={choice.named === value}
                  onChoose={() => onChange(choice.named)}
                />
              ))}
            </div>
          ))}
        </fieldset>
      )}
    </Card>
  );
}

interface ModelRowProps {
  readonly choice: ModelChoice;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function ModelRow({ choice, isChosen, onChoose }: ModelRowProps) {
  const { variant } = choice.named;
  return (
    <label
      className={clsx(
        'mx-2 flex cursor-pointer items-center gap-3 rounded-lg px-2 py-1.5',
        'has-focus-visible:outline-2 has-focus-visible:outline-accent-text',
        isChosen ? 'bg-accent-soft' : 'hover:bg-hover/60',
      )}
    >
      <input
        type="radio"
        name="model"
        className="size-4 shrink-0 accent-(--accent)"
        checked={isChosen}
        onChange={onChoose}
      />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{variant.title}</span>
        <span className="block truncate font-mono text-xs text-faint">{variant.nameOrPath}</span>
      </span>
      {choice.isGated && (
        <span
          className="inline-flex items-center gap-1 text-xs text-warning"
          title="Needs a Hugging Face token"
        >
          <LockKeyhole className="size-3.5" aria-hidden />
          gated
        </span>
      )}
      {choice.parametersB !== null && (
        <span className="w-12 text-right text-xs whitespace-nowrap text-faint max-sm:hidden">
          {choice.parametersB} B
        </span>
      )}
      <Badge tone={tones[choice.modality]}>{labels[choice.modality]}</Badge>
    </label>
  );
}
