import { useMutation, useQueryClient } from '@tanstack/react-query';
import { extensionsByKind, stemOf } from '@trainyard/core/client';
import { Search } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Input } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { emptySelection } from '../../ui/selection.ts';
import { showFailure, showToast } from '../../ui/toasts.tsx';
import type { ChangedCaption } from '../captions/change-captions.ts';
import { ChangeCaptionsDialog } from '../captions/change-captions-dialog.tsx';
import { useSaveCaptions } from '../captions/save-captions.ts';
import { Gallery } from './gallery.tsx';
import { type ItemFilter, useItems } from './items-query.ts';

const filters = [
  { value: 'all', label: 'All items' },
  { value: 'uncaptioned', label: 'Without a caption' },
  { value: 'images', label: 'Images' },
  { value: 'videos', label: 'Videos' },
] as const;

const sizes = { smallest: 120, largest: 420, first: 200 } as const;

/** The gallery of a dataset, with what it shows and what can be done with it. */
export function GalleryTab({ datasetId }: { readonly datasetId: string }) {
  const [filter, setFilter] = useState<ItemFilter['filter']>('all');
  const [search, setSearch] = useState('');
  const [sizePx, setSizePx] = useState<number>(sizes.first);
  const [selection, setSelection] = useState(emptySelection);
  const [isChanging, setChanging] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const [undo, setUndo] = useState<readonly ChangedCaption[]>([]);
  const shown: ItemFilter = { filter, search: useDeferredValue(search.trim()) };
  const totals = useItems(datasetId, shown).data?.pages[0]?.totals ?? null;
  const save = useSaveCaptions(datasetId);
  const remove = useDeleteItems(datasetId, () => {
    setDeleting(false);
    setSelection(emptySelection);
  });
  const takeBack = async () => {
    try {
      await save(new Map(undo.map(({ filename, before }) => [filename, before])));
      setUndo([]);
      showToast({ tone: 'success', title: 'The captions are as they were.' });
    } catch (error) {
      showFailure('Not all captions were restored.', error);
    }
  };
  const chosen = selection.chosen.size;
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <Select aria-label="Show" value={filter} options={filters} onChange={setFilter} className="w-44" />
        <span className="relative">
          <Search className="absolute top-2.5 left-2.5 size-4 text-faint" aria-hidden />
          <Input
            type="search"
            aria-label="Search names and captions"
            placeholder="Search"
            value={search}
            onChange={({ target }) => setSearch(target.value)}
            className="w-48 pl-8"
          />
        </span>
        <label className="flex items-center gap-2 text-[0.8125rem] text-muted max-md:hidden">
          Size
          <input
            type="range"
            min={sizes.smallest}
            max={sizes.largest}
            step={20}
            value={sizePx}
            onChange={({ target }) => setSizePx(Number(target.value))}
            className="w-28 accent-accent"
          />
        </label>
        {totals !== null && (
          <span role="status" className="text-[0.8125rem] text-faint tabular-nums">
            {totals.matching.toLocaleString('en')} of {totals.items.toLocaleString('en')}
            {totals.uncaptioned > 0 && ` · ${totals.uncaptioned.toLocaleString('en')} without a caption`}
          </span>
        )}
        <span className="ml-auto flex flex-wrap items-center gap-2">
          {undo.length > 0 && (
            <Button size="sm" onClick={() => void takeBack()}>
              Undo {undo.length.toLocaleString('en')} {undo.length === 1 ? 'change' : 'changes'}
            </Button>
          )}
          {chosen > 0 && (
            <>
              <Button size="sm" onClick={() => setSelection(emptySelection)}>
                Choose none
              </Button>
              <Button size="sm" onClick={() => setDeleting(true)}>
                Delete {chosen.toLocaleString('en')}
              </Button>
            </>
          )}
          <Button
            size="sm"
            disabled={totals === null || totals.matching === 0}
            onClick={() => setChanging(true)}
          >
            Change captions …
          </Button>
        </span>
      </div>
      <Gallery
        datasetId={datasetId}
        filter={shown}
        sizePx={sizePx}
        selection={selection}
        onSelection={setSelection}
      />
      {isChanging && (
        <ChangeCaptionsDialog
          datasetId={datasetId}
          selected={selection.chosen}
          filter={shown}
          onClose={() => setChanging(false)}
          onChanged={setUndo}
        />
      )}
      <ConfirmDialog
        open={isDeleting}
        onOpenChange={setDeleting}
        title={chosen === 1 ? 'Delete 1 item?' : `Delete ${chosen.toLocaleString('en')} items?`}
        confirmLabel="Delete"
        danger
        busy={remove.isPending}
        onConfirm={() => remove.mutate([...selection.chosen])}
      >
        Their captions are deleted with them. Runs that train on them now are not disturbed.
      </ConfirmDialog>
    </>
  );
}

const deletedAtOnce = 5_000;

/** Deletes items with their captions, of whichever kind they are. */
function useDeleteItems(datasetId: string, onDone: () => void) {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (filenames: readonly string[]) => {
      for (let from = 0; from < filenames.length; from += deletedAtOnce) {
        const some = filenames.slice(from, from + deletedAtOnce);
        await client.deleteDatasetFiles({
          params: { dataset_id: datasetId },
          body: { filenames: some.flatMap((name) => [name, ...captionNames(name)]) },
        });
      }
    },
    onSuccess: onDone,
    onError: (error) => showFailure('The items were not deleted.', error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.datasets }),
  });
}

function captionNames(filename: string): readonly string[] {
  return extensionsByKind.caption.map((extension) => `${stemOf(filename)}${extension}`);
}
