import { useQuery, useQueryClient } from '@tanstack/react-query';
import { datasetPath, type NamedModel, namedModels } from '@trainyard/core/preflight';
import { FileUp, Rocket } from 'lucide-react';
import { useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { showFailure } from '../../ui/toasts.tsx';
import type { Draft, GpuWish } from '../draft.ts';
import { GpuField } from '../gpu-field.tsx';
import { configFactsQuery, type DatasetChoice, useDatasetChoices } from '../new-job-query.ts';
import { DatasetPicker } from './dataset-picker.tsx';
import { ModelPicker } from './model-picker.tsx';
import { createStartText, proposeName } from './start-text.ts';

export interface StartPanelProps {
  readonly onReady: (draft: Draft) => void;
}

/** Chooses what to train on what, and makes a config of it. */
export function StartPanel({ onReady }: StartPanelProps) {
  const datasets = useDatasetChoices();
  const api = useApi();
  const queryClient = useQueryClient();
  const offers = useQuery(configFactsQuery(api, ''));
  const [named, setNamed] = useState<NamedModel | null>(
    () => namedModels.find(({ variant }) => variant.name === 'flux') ?? null,
  );
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [controls, setControls] = useState<readonly string[]>([]);
  const [typedName, setTypedName] = useState<string | null>(null);
  const [triggerWord, setTriggerWord] = useState('');
  const [gpu, setGpu] = useState<GpuWish>({ gpuType: null, gpuCount: 1, gpuId: null });
  const [isBusy, setIsBusy] = useState(false);
  const maxControls = named?.model.datasetControls.max ?? 0;
  const wanted = controls.slice(0, maxControls);
  const name = typedName ?? (named === null ? '' : proposeName(chosen, named));

  const start = async () => {
    if (named === null) return;
    setIsBusy(true);
    try {
      const all = datasets.data ?? [];
      const idOf = (wantedName: string | undefined) => all.find((one) => one.name === wantedName)?.id ?? null;
      const examples = await loadExamples(idOf(chosen[0]), idOf(wanted[0] ?? chosen[0]));
      const choice = {
        named,
        name,
        triggerWord: triggerWord.trim(),
        datasets: chosen,
        controls: wanted,
        controlImage: needsControlImage(named)
          ? examples.control === null
            ? null
            : `${datasetPath(wanted[0] ?? chosen[0] ?? '')}/${examples.control}`
          : null,
        captions: examples.captions,
      };
      const { facts } = await queryClient.fetchQuery(configFactsQuery(api, createStartText(choice, {})));
      onReady({ text: createStartText(choice, facts.datasets ?? {}), ...gpu });
    } catch (error) {
      showFailure('The config could not be made.', error);
    } finally {
      setIsBusy(false);
    }
  };

  /** Captions to draw samples of, and a picture to control them with. */
  async function loadExamples(datasetId: string | null, controlId: string | null) {
    const items = async (id: string | null, filter: 'all' | 'images') =>
      id === null
        ? []
        : (await api.client.listDatasetItems({ params: { dataset_id: id }, query: { limit: 20, filter } }))
            .items;
    const [files, pictures] = await Promise.all([items(datasetId, 'all'), items(controlId, 'images')]);
    return {
      captions: files.flatMap(({ caption }) => (caption === null ? [] : [caption.text])),
      control: pictures[0]?.filename ?? null,
    };
  }

  const openFile = async (file: File | undefined) => {
    if (file !== undefined) onReady({ text: await file.text(), ...gpu });
  };

  return (
    <div className="flex flex-col gap-4 lg:grid lg:grid-cols-[minmax(0,1fr)_22rem] lg:items-start">
      <ModelPicker value={named} onChange={setNamed} />
      <div className="flex flex-col gap-4 lg:sticky lg:top-4">
        <Card title="Datasets" flush>
          <DatasetPicker
            query={datasets}
            chosen={chosen}
            label="Datasets to train on"
            onChange={setChosen}
            fits={(dataset) => fitOf(named, dataset)}
          />
        </Card>
        {maxControls > 0 && (
          <Card
            title={
              named?.model.datasetControls.required === true
                ? 'Control images'
                : 'Control images, if you have any'
            }
            flush
          >
            <DatasetPicker
              query={datasets}
              chosen={wanted}
              most={maxControls}
              label="Datasets with control images"
              onChange={setControls}
              fits={() => null}
            />
          </Card>
        )}
        <Card title="Job">
          <div className="flex flex-col gap-3.5">
            <Field label="Name">
              {({ 'aria-invalid': _, ...control }) => (
                <Input {...control} value={name} onChange={(event) => setTypedName(event.target.value)} />
              )}
            </Field>
            <Field
              label="Trigger word"
              hint="A rare word that calls what is learnt; leave it empty for a style."
            >
              {({ 'aria-invalid': _, ...control }) => (
                <Input
                  {...control}
                  value={triggerWord}
                  onChange={(event) => setTriggerWord(event.target.value)}
                />
              )}
            </Field>
            <Field label="GPU">
              {({ id }) => (
                <GpuField
                  id={id}
                  className="w-full"
                  gpuTypes={offers.data?.gpu_types ?? null}
                  wish={gpu}
                  onChange={setGpu}
                />
              )}
            </Field>
            <Button
              variant="primary"
              busy={isBusy}
              disabled={named === null || chosen.length === 0}
              onClick={() => void start()}
            >
              <Rocket aria-hidden />
              Make a config
            </Button>
            {chosen.length === 0 && (
              <p className="text-xs text-faint">Choose a dataset to go on. Nothing is started yet.</p>
            )}
          </div>
        </Card>
        <label className="inline-flex cursor-pointer items-center justify-center gap-2 rounded-lg py-1.5 text-[0.8125rem] text-muted focus-within:outline-2 focus-within:outline-accent-text hover:text-ink">
          <FileUp className="size-4" aria-hidden />
          Or open a YAML file that you have
          <input
            type="file"
            accept=".yaml,.yml"
            className="sr-only"
            onChange={(event) => void openFile(event.target.files?.[0])}
          />
        </label>
      </div>
    </div>
  );
}

function needsControlImage({ model, variant }: NamedModel): boolean {
  return (variant.modality ?? model.modality) === 'edit' || model.sampleControls.required;
}

/** Why a dataset does not suit a model; null where it does. */
function fitOf(named: NamedModel | null, dataset: DatasetChoice): string | null {
  if (named === null || dataset.images + dataset.videos === 0) return null;
  const { trainsOn, title } = named.model;
  if (dataset.images === 0 && !trainsOn.videos) return `${title} does not train on videos`;
  return null;
}
