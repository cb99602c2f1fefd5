import { datasetPath, type JsonValue } from '@trainyard/core/preflight';
import { Plus, Trash2 } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/switch.tsx';
import { type ConfigForm, type FormChange, processPath } from './config-form.ts';
import { controlKeysOfDataset } from './control-keys.ts';
import { MoreSettings } from './more-settings.tsx';
import { ResolutionPicker } from './resolution-picker.tsx';
import { TypedInput } from './setting-field.tsx';
import { datasetSettings } from './setting-groups.ts';
import { keyOf } from './settings.ts';

export interface DatasetListProps {
  readonly form: ConfigForm;
  /** Names of the account's datasets. */
  readonly datasets: readonly string[];
  readonly onChange: (changes: readonly FormChange[]) => void;
}

const listPath = [...processPath, 'datasets'];

/** The entries of `datasets`: what is trained on, and how it is read. */
export function DatasetList({ form, datasets, onChange }: DatasetListProps) {
  const count = form.countAt(listPath);
  const add = () => {
    const last = form.at([...listPath, count - 1]);
    const copy = typeof last === 'object' && last !== null ? (last as Record<string, JsonValue>) : {};
    const used = new Set(Array.from({ length: count }, (_, index) => folderOf(form, index)));
    const free = datasets.map(datasetPath).find((path) => !used.has(path)) ?? '';
    onChange([{ path: [...listPath, count], value: { ...copy, folder_path: free } }]);
  };
  return (
    <div className="flex flex-col gap-4">
      {Array.from({ length: count }, (_, index) => (
        <DatasetEntry
          // Entries have nothing but their place.
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is the text's own
          key={index}
          index={index}
          form={form}
          datasets={datasets}
          onChange={onChange}
          canRemove={count > 1}
        />
      ))}
      <Button size="sm" variant="ghost" onClick={add} className="self-start">
        <Plus aria-hidden />
        Add a dataset
      </Button>
    </div>
  );
}

interface DatasetEntryProps extends DatasetListProps {
  readonly index: number;
  readonly canRemove: boolean;
}

function DatasetEntry({ index, form, datasets, onChange, canRemove }: DatasetEntryProps) {
  const path = [...listPath, index];
  const folderKey = form.writtenAt([...path, 'dataset_path']) === null ? 'folder_path' : 'dataset_path';
  const isCached = form.at([...path, 'cache_latents_to_disk']) === true;
  const { model } = form.model ?? {};
  const controlKeys = controlKeysOfDataset(form, path);
  return (
    <div className="flex flex-col gap-3.5 rounded-lg border border-line bg-canvas/60 p-3">
      <div className="flex items-end gap-1">
        <FolderField
          label={index === 0 ? 'Dataset' : `Dataset ${index + 1}`}
          written={form.writtenAt([...path, folderKey])}
          datasets={datasets}
          onChange={(folder) => onChange([{ path: [...path, folderKey], value: folder ?? '' }])}
        />
        {canRemove && (
          <IconButton label="Remove this dataset" onClick={() => onChange([{ path, remove: true }])}>
            <Trash2 aria-hidden />
          </IconButton>
        )}
      </div>
      {controlKeys.map((key, place) => (
        <FolderField
          key={key}
          label={controlKeys.length > 1 ? `Control images ${place + 1}` : 'Control images'}
          written={form.writtenAt([...path, key])}
          datasets={datasets}
          canBeNone
          onChange={(folder) =>
            onChange([
              folder === null
                ? { path: [...path, key], remove: true }
                : { path: [...path, key], value: folder },
            ])
          }
        />
      ))}
      <ResolutionPicker
        sizes={sizesOf(form.at([...path, 'resolution']))}
        onChange={(sizes) => onChange([{ path: [...path, 'resolution'], value: sizes }])}
      />
      <div className="grid grid-cols-2 gap-3">
        {(model?.trainsOn.videos === true || form.at([...path, 'num_frames']) !== undefined) && (
          <EntryNumber label="Frames" name="num_frames" {...{ path, form, onChange }} />
        )}
        <EntryNumber label="Repeats" name="num_repeats" {...{ path, form, onChange }} />
      </div>
      <Switch
        label={<span className="text-[0.8125rem] font-medium">Cache latents on disk</span>}
        checked={isCached}
        onChange={(checked) => onChange([{ path: [...path, 'cache_latents_to_disk'], value: checked }])}
      />
      <MoreSettings
        settings={datasetSettings}
        of={index === 0 ? 'the dataset' : `dataset ${index + 1}`}
        base={path}
        form={form}
        onChange={onChange}
      />
    </div>
  );
}

interface FolderFieldProps {
  readonly label: string;
  readonly written: string | null;
  readonly datasets: readonly string[];
  readonly canBeNone?: boolean;
  readonly onChange: (folder: string | null) => void;
}

const noFolder = 'none';

function FolderField({ label, written, datasets, canBeNone = false, onChange }: FolderFieldProps) {
  const current = written === null || written.trim() === '' ? null : written;
  const paths = datasets.map((name) => ({ value: datasetPath(name), label: name }));
  const isListed = current === null || paths.some(({ value }) => value === current);
  const options = [
    ...(canBeNone ? [{ value: noFolder, label: 'None' }] : []),
    ...(isListed ? [] : [{ value: current, label: `${lastPart(current)} (not found)` }]),
    ...paths,
  ];
  return (
    <Field label={label} className="min-w-0 flex-1">
      {({ 'aria-invalid': _, ...control }) => (
        <Select
          {...control}
          className="w-full"
          value={current ?? (canBeNone ? noFolder : null)}
          options={options}
          onChange={(value) => onChange(value === noFolder ? null : value)}
        />
      )}
    </Field>
  );
}

interface EntryNumberProps {
  readonly label: string;
  readonly name: string;
  readonly path: readonly (string | number)[];
  readonly form: ConfigForm;
  readonly onChange: DatasetListProps['onChange'];
}

function EntryNumber({ label, name, path, form, onChange }: EntryNumberProps) {
  const at = [...path, name];
  const key = keyOf(at);
  return (
    <Field label={label}>
      {({ 'aria-invalid': _, ...control }) => (
        <TypedInput
          {...control}
          kind="integer"
          written={form.writtenAt(at)}
          placeholder={String(key?.default ?? '')}
          onWrite={(change) => onChange([{ path: at, ...change }])}
        />
      )}
    </Field>
  );
}

function folderOf(form: ConfigForm, index: number): string | null {
  return (
    form.writtenAt([...listPath, index, 'folder_path']) ??
    form.writtenAt([...listPath, index, 'dataset_path'])
  );
}

function sizesOf(value: unknown): number[] | null {
  const list = Array.isArray(value) ? value : [value];
  const sizes = list.filter((size) => typeof size === 'number');
  return sizes.length === 0 ? null : sizes;
}

function lastPart(path: string): string {
  return path.replace(/\/+$/, '').split('/').at(-1) ?? path;
}
