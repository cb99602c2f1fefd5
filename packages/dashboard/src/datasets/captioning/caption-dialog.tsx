import { CircleAlert } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { describeFailure } from '../../api/failure.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Field, Input, Textarea } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { type Captioners, useCaptioners, useStartCaptioning } from './captionings-query.ts';

type Captioner = Captioners['captioners'][number];

const scopes = [
  { value: 'missing', label: 'Files without a caption' },
  { value: 'all', label: 'All files, replacing the captions they have' },
] as const;
const otherModel = '';
const ownPrompt = '';

interface Props {
  readonly datasetId: string;
  readonly onClose: () => void;
}

/** Asks what a model is to write for the files of a dataset, and begins. */
export function CaptionDialog({ datasetId, onClose }: Props) {
  const captioners = useCaptioners();
  const start = useStartCaptioning(datasetId);
  const { data } = captioners;
  const isReady = data !== undefined && data.unavailable === null;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      width="lg"
      title="Caption by a model"
      description="It waits for a GPU as a training does. Captions appear in the dataset one by one."
      footer={
        isReady && (
          <Button variant="primary" type="submit" form="caption-by-model" busy={start.isPending}>
            Start captioning
          </Button>
        )
      }
    >
      {captioners.isError && data === undefined ? (
        <ErrorState
          title="The captioners could not be loaded."
          error={captioners.error}
          onRetry={() => void captioners.refetch()}
        />
      ) : data === undefined ? (
        <Skeleton className="h-64" />
      ) : data.unavailable !== null ? (
        <EmptyState icon={CircleAlert} title="There is no captioner here">
          {data.unavailable}
        </EmptyState>
      ) : (
        <CaptionForm
          captioners={data}
          refusal={start.isError ? describeFailure(start.error).message : null}
          onStart={(wish) => start.mutate(wish, { onSuccess: onClose })}
        />
      )}
    </Dialog>
  );
}

interface FormProps {
  readonly captioners: Captioners;
  readonly refusal: string | null;
  readonly onStart: (wish: Parameters<ReturnType<typeof useStartCaptioning>['mutate']>[0]) => void;
}

function CaptionForm({ captioners, refusal, onStart }: FormProps) {
  const { captioners: all, gpu_types: gpuTypes } = captioners;
  const [captionerId, setCaptionerId] = useState<Captioner['id']>(all[0]?.id ?? 'qwen3-vl');
  const captioner = all.find(({ id }) => id === captionerId);
  const [scope, setScope] = useState<(typeof scopes)[number]['value']>('missing');
  const [gpuType, setGpuType] = useState(gpuTypes[0] ?? null);
  if (captioner === undefined) return null;
  return (
    <CaptionerForm
      // What was typed for one captioner says nothing to another.
      key={captioner.id}
      captioner={captioner}
      refusal={refusal}
      onStart={(wish) =>
        onStart({ ...wish, recaption: scope === 'all', ...(gpuType !== null && { gpu_type: gpuType }) })
      }
      before={
        <>
          <Field label="What to caption">
            {(control) => <Select {...control} value={scope} options={scopes} onChange={setScope} />}
          </Field>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field
              label="Captioner"
              hint={
                captioner.reads.includes('video')
                  ? 'Reads pictures, videos and their sound.'
                  : 'Reads pictures; videos are left out.'
              }
            >
              {(control) => (
                <Select
                  {...control}
                  value={captionerId}
                  options={all.map(({ id, label }) => ({ value: id, label }))}
                  onChange={setCaptionerId}
                />
              )}
            </Field>
            <Field label="GPU">
              {(control) => (
                <Select
                  {...control}
                  value={gpuType}
                  options={gpuTypes.map((type) => ({ value: type, label: type }))}
                  onChange={setGpuType}
                  placeholder="None is offered"
                  disabled={gpuTypes.length < 2}
                />
              )}
            </Field>
          </div>
        </>
      }
    />
  );
}

interface CaptionerFormProps extends Omit<FormProps, 'captioners'> {
  readonly captioner: Captioner;
  readonly before: React.ReactNode;
}

function CaptionerForm({ captioner, refusal, onStart, before }: CaptionerFormProps) {
  const { models, prompts } = captioner;
  const [model, setModel] = useState(models[0] ?? otherModel);
  const [typedModel, setTypedModel] = useState('');
  const [prompt, setPrompt] = useState(prompts[0]?.text ?? '');
  const [maxTokens, setMaxTokens] = useState(String(captioner.max_new_tokens));
  const [maxRes, setMaxRes] = useState(String(captioner.max_res));
  const [isQuantized, setQuantized] = useState(captioner.quantize ?? false);
  const isOther = model === otherModel;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onStart({
      captioner: captioner.id,
      model: isOther ? typedModel : model,
      prompt,
      max_new_tokens: Number(maxTokens),
      max_res: Number(maxRes),
      ...(captioner.quantize !== null && { quantize: isQuantized }),
    });
  };
  const promptName = prompts.find(({ text }) => text === prompt)?.name ?? null;
  return (
    <form id="caption-by-model" onSubmit={submit} className="flex flex-col gap-4">
      {before}
      <Field label="Model">
        {(control) => (
          <Select
            {...control}
            value={isOther ? 'other' : model}
            options={[
              ...models.map((name) => ({ value: name, label: name })),
              ...(captioner.takes_other_models ? [{ value: 'other', label: 'Another one …' }] : []),
            ]}
            onChange={(chosen) => setModel(chosen === 'other' ? otherModel : chosen)}
          />
        )}
      </Field>
      {isOther && (
        <Field
          label="Its name"
          hint="A repository on Hugging Face, or a folder that this installation allows models in."
        >
          {(control) => (
            <Input
              {...control}
              required
              maxLength={1000}
              value={typedModel}
              onChange={({ target }) => setTypedModel(target.value)}
              placeholder="owner/name"
              spellCheck={false}
            />
          )}
        </Field>
      )}
      <Field
        label="Prompt"
        hint={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            Begin with:
            {prompts.map(({ name, text }) => (
              <button
                key={name}
                type="button"
                aria-pressed={name === (promptName ?? ownPrompt)}
                className="underline underline-offset-3 hover:text-ink aria-pressed:font-semibold aria-pressed:text-ink"
                onClick={() => setPrompt(text)}
              >
                {name}
              </button>
            ))}
          </span>
        }
      >
        {(control) => (
          <Textarea
            {...control}
            required
            rows={5}
            maxLength={10_000}
            value={prompt}
            onChange={({ target }) => setPrompt(target.value)}
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Longest caption" hint="In tokens, of which a word has one or two.">
          {(control) => (
            <Input
              {...control}
              type="number"
              required
              min={1}
              max={8192}
              value={maxTokens}
              onChange={({ target }) => setMaxTokens(target.value)}
            />
          )}
        </Field>
        <Field label="Size of pictures" hint="Larger ones are made smaller, to this square in pixels.">
          {(control) => (
            <Input
              {...control}
              type="number"
              required
              min={64}
              max={4096}
              value={maxRes}
              onChange={({ target }) => setMaxRes(target.value)}
            />
          )}
        </Field>
      </div>
      {captioner.quantize !== null && (
        <Checkbox
          checked={isQuantized}
          onChange={setQuantized}
          label="Quantize the model to 8 bits: half the memory, nearly the same captions"
        />
      )}
      {refusal !== null && (
        <p role="alert" className="rounded-lg bg-danger-soft p-3 text-danger wrap-anywhere">
          {refusal}
        </p>
      )}
    </form>
  );
}
