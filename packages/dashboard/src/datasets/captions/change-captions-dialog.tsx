import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { showFailure } from '../../ui/toasts.tsx';
import { captionFileOf, type Item, type ItemFilter, loadAllItems } from '../gallery/items-query.ts';
import { CaptionPreview } from './caption-preview.tsx';
import { type CaptionChange, type ChangedCaption, changeCaptions, changeProblem } from './change-captions.ts';
import { useSaveCaptions } from './save-captions.ts';

const kinds = [
  { value: 'replace', label: 'Find and replace' },
  { value: 'prefix', label: 'Add in front' },
  { value: 'suffix', label: 'Add at the end' },
] as const;

export interface ChangeCaptionsDialogProps {
  readonly datasetId: string;
  /** Names of the chosen items; none for all that the filter lets through. */
  readonly selected: ReadonlySet<string>;
  readonly filter: ItemFilter;
  readonly onClose: () => void;
  /** Hands over what was changed, so that it can be undone. */
  readonly onChanged: (changed: readonly ChangedCaption[]) => void;
}

/** Changes many captions at once, after showing what would become of each. */
export function ChangeCaptionsDialog(props: ChangeCaptionsDialogProps) {
  const { datasetId, selected, filter } = props;
  const api = useApi();
  const save = useSaveCaptions(datasetId);
  const [kind, setKind] = useState<CaptionChange['kind']>('replace');
  const [find, setFind] = useState('');
  const [text, setText] = useState('');
  const [isPattern, setPattern] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const items = useQuery({
    queryKey: [...queryKeys.dataset(datasetId), 'all-items', filter],
    queryFn: () => loadAllItems(api, datasetId, filter),
    gcTime: 0,
    staleTime: 0,
  });
  const captions = useMemo(() => captionsOf(items.data ?? [], selected), [items.data, selected]);
  const change: CaptionChange =
    kind === 'replace' ? { kind, find, replacement: text, isPattern } : { kind, text };
  const problem = changeProblem(change);
  const changed = problem === null ? changeCaptions(captions, change) : [];
  const apply = async () => {
    setSaving(true);
    try {
      await save(new Map(changed.map(({ filename, after }) => [filename, after])));
      props.onChanged(changed);
      props.onClose();
    } catch (error) {
      showFailure('Not all captions were saved.', error);
    } finally {
      setSaving(false);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
      width="lg"
      title="Change captions"
      description={
        selected.size > 0 ? `Of the ${selected.size} chosen items.` : 'Of every item that the gallery shows.'
      }
      footer={
        <Button
          variant="primary"
          disabled={changed.length === 0}
          busy={isSaving}
          onClick={() => void apply()}
        >
          {changed.length === 1
            ? 'Change 1 caption'
            : `Change ${changed.length.toLocaleString('en')} captions`}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label="What to do">
          {(control) => <Select {...control} value={kind} options={kinds} onChange={setKind} />}
        </Field>
        {kind === 'replace' && (
          <Field label="Find" error={find === '' ? null : problem}>
            {(control) => (
              <Input
                {...control}
                value={find}
                onChange={({ target }) => setFind(target.value)}
                spellCheck={false}
              />
            )}
          </Field>
        )}
        <Field label={kind === 'replace' ? 'Replace with' : 'Text to add'}>
          {(control) => (
            <Input
              {...control}
              value={text}
              onChange={({ target }) => setText(target.value)}
              spellCheck={false}
            />
          )}
        </Field>
        {kind === 'replace' && (
          <Checkbox checked={isPattern} onChange={setPattern} label="What to find is a regular expression" />
        )}
        {items.isError ? (
          <ErrorState
            title="The captions could not be loaded."
            error={items.error}
            onRetry={() => void items.refetch()}
          />
        ) : items.data === undefined ? (
          <Skeleton className="h-24" />
        ) : (
          <CaptionPreview changed={changed} problem={problem} />
        )}
      </div>
    </Dialog>
  );
}

/** Captions that are too long to be read whole are left alone. */
function captionsOf(items: readonly Item[], selected: ReadonlySet<string>) {
  return items
    .filter(({ filename, caption }) => (selected.size === 0 || selected.has(filename)) && !caption?.truncated)
    .map((item) => ({ filename: captionFileOf(item), text: item.caption?.text ?? '' }));
}
