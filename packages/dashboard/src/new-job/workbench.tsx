import type { Finding } from '@trainyard/core/preflight';
import { Wand2 } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useDeferredValue, useMemo, useRef, useState } from 'react';
import { describeFailure } from '../api/failure.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { showToast } from '../ui/toasts.tsx';
import type { Draft } from './draft.ts';
import { isSameDraft } from './draft-of.ts';
import type { EditorHandle } from './editor/yaml-editor.tsx';
import { FormPanel } from './form/form-panel.tsx';
import { GpuField } from './gpu-field.tsx';
import { useConfigFacts, useDatasetChoices } from './new-job-query.ts';
import { estimateJob } from './review/estimate.ts';
import { EstimateStrip } from './review/estimate-strip.tsx';
import { FindingsList } from './review/findings-list.tsx';
import { fixFindings, reviewConfig } from './review/review-config.ts';
import { useSettled } from './use-settled.ts';

const YamlEditor = lazy(async () => {
  const { YamlEditor: component } = await import('./editor/yaml-editor.tsx');
  return { default: component };
});

/** Typing may go on for so long before the server is asked. */
const factsDelayMs = 400;
const reviewDelayMs = 120;

export interface WorkbenchProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  /** The name that the job has and keeps; null for a new job. */
  readonly lockedName: string | null;
  readonly submitLabel: string;
  readonly isBusy: boolean;
  /** Why the server refused a draft; null where it did not. */
  readonly refusal: { readonly draft: Draft; readonly error: unknown } | null;
  readonly onSubmit: () => void;
}

/** Writes a config: form and text in step, what preflight finds, and what will come of it. */
export function Workbench(props: WorkbenchProps) {
  const { draft, onChange, lockedName, refusal } = props;
  const { text } = draft;
  const datasets = useDatasetChoices().data ?? [];
  const facts = useConfigFacts(useSettled(text, factsDelayMs));
  const settled = useSettled(useDeferredValue(text), reviewDelayMs);
  const editor = useRef<EditorHandle>(null);
  const names = useMemo(() => datasets.map(({ name }) => name), [datasets]);
  const checked = useMemo(
    () =>
      reviewConfig(settled, {
        facts: facts.data?.facts ?? null,
        isNameTaken: facts.data?.name_taken === true && !facts.isPlaceholderData,
        lockedName,
      }),
    [settled, facts.data, facts.isPlaceholderData, lockedName],
  );
  const latest = useMemo(
    () => (checked.config === null ? null : estimateJob(checked.config, facts.data?.facts.datasets ?? null)),
    [checked.config, facts.data],
  );
  // A text that cannot be read for a moment should not make the page jump.
  const [estimate, setEstimate] = useState(latest);
  if (latest !== null && latest !== estimate) setEstimate(latest);
  const refused =
    refusal !== null && isSameDraft(refusal.draft, draft) ? describeFailure(refusal.error) : null;
  const findings = useMemo(
    () => withServerFindings(checked.findings, refused?.findings ?? []),
    [checked.findings, refused],
  );
  const setText = (next: string) => onChange({ ...draft, text: next });
  const fix = (chosen: readonly Finding[]) => {
    const fixed = fixFindings(text, chosen);
    if (fixed === text) showToast({ tone: 'danger', title: 'This could not be fixed by itself.' });
    else setText(fixed);
  };
  const refuseForm = () =>
    showToast({
      tone: 'danger',
      title: 'The form cannot change this place.',
      detail: 'Its text is shared or written in an unusual way. Change it in the YAML.',
    });
  const fixable = findings.filter(({ edit }) => edit !== undefined);

  return (
    <>
      <EstimateStrip estimate={estimate} isOld={latest === null} />
      <div className="flex flex-col gap-4 lg:grid lg:h-[calc(100dvh-13rem)] lg:min-h-[32rem] lg:grid-cols-[minmax(20rem,25rem)_minmax(0,1fr)]">
        <div className="min-h-0 lg:-mr-2 lg:overflow-y-auto lg:pr-2">
          <FormPanel
            text={text}
            datasets={names}
            isNameLocked={lockedName !== null}
            onChange={setText}
            onRefused={refuseForm}
          />
        </div>
        <div className="flex min-h-0 min-w-0 flex-col-reverse gap-4 lg:flex-col">
          <Card flush className="flex min-h-80 flex-1 flex-col [&>div]:min-h-0 [&>div]:flex-1">
            <div className="h-[70dvh] lg:h-full">
              <Suspense fallback={<EditorLoading />}>
                <YamlEditor
                  ref={editor}
                  text={text}
                  onChange={setText}
                  findings={settled === text ? findings : noFindings}
                  onFix={(finding) => fix([finding])}
                  datasets={names}
                />
              </Suspense>
            </div>
          </Card>
          <Card
            title="Preflight"
            flush
            className="shrink-0 lg:max-h-[45%] lg:[&]:flex lg:[&]:flex-col [&>div]:min-h-0 lg:[&>div]:flex lg:[&>div]:flex-col"
            actions={
              fixable.length > 1 ? (
                <Button size="sm" onClick={() => fix(fixable)}>
                  <Wand2 aria-hidden />
                  Fix {fixable.length}
                </Button>
              ) : undefined
            }
          >
            <div className="min-h-0 flex-1 lg:overflow-y-auto" tabIndex={-1}>
              <FindingsList
                findings={findings}
                onReveal={(finding) => editor.current?.reveal(finding)}
                onFix={(finding) => fix([finding])}
              />
            </div>
            {refused !== null && refused.findings.length === 0 && (
              <p
                role="alert"
                className="border-t border-line bg-danger-soft px-4 py-2.5 wrap-anywhere text-danger"
              >
                {refused.message} {refused.advice}
              </p>
            )}
            <SubmitBar
              {...props}
              verdict={
                <Verdict
                  errors={findings.filter(({ severity }) => severity === 'error').length}
                  warnings={findings.filter(({ severity }) => severity === 'warning').length}
                  state={
                    facts.isError
                      ? 'failed'
                      : facts.isPlaceholderData || facts.isPending
                        ? 'waiting'
                        : 'known'
                  }
                />
              }
              canSubmit={findings.every(({ severity }) => severity !== 'error') || refused !== null}
              gpuTypes={facts.data?.gpu_types ?? null}
            />
          </Card>
        </div>
      </div>
    </>
  );
}

const noFindings: readonly Finding[] = [];

interface SubmitBarProps extends WorkbenchProps {
  readonly verdict: ReactNode;
  readonly canSubmit: boolean;
  readonly gpuTypes: readonly { readonly gpu_type: string; readonly gpus: number | null }[] | null;
}

function SubmitBar({ draft, onChange, verdict, canSubmit, gpuTypes, ...props }: SubmitBarProps) {
  return (
    <footer className="flex flex-wrap items-center justify-between gap-3 border-t border-line bg-surface px-4 py-3">
      {verdict}
      <div className="flex flex-wrap items-center gap-2">
        <GpuField gpuTypes={gpuTypes} wish={draft} onChange={(gpu) => onChange({ ...draft, ...gpu })} />
        <Button
          variant="primary"
          busy={props.isBusy}
          disabled={!canSubmit || draft.gpuType === null}
          onClick={props.onSubmit}
        >
          {props.submitLabel}
        </Button>
      </div>
    </footer>
  );
}

interface VerdictProps {
  readonly errors: number;
  readonly warnings: number;
  readonly state: 'known' | 'waiting' | 'failed';
}

function Verdict({ errors, warnings, state }: VerdictProps) {
  const counts = [plural(errors, 'error'), plural(warnings, 'warning')].filter((part) => part !== null);
  const words = counts.length === 0 ? 'Ready to submit' : counts.join(', ');
  const tone = errors > 0 ? 'text-danger' : warnings > 0 ? 'text-warning' : 'text-success';
  return (
    <p role="status" className="flex min-w-0 flex-col">
      <span className={`font-medium ${tone}`}>{words}</span>
      {state === 'waiting' && <span className="text-xs text-faint">Looking at the datasets …</span>}
      {state === 'failed' && (
        <span className="text-xs text-warning">
          The server does not tell about the datasets; checked without them.
        </span>
      )}
    </p>
  );
}

function plural(count: number, word: string): string | null {
  return count === 0 ? null : `${count} ${word}${count === 1 ? '' : 's'}`;
}

function EditorLoading() {
  return (
    <div role="status" aria-label="Loading the editor" className="flex flex-col gap-2 p-4">
      {['w-40', 'w-64', 'w-52', 'w-72', 'w-48'].map((width) => (
        <Skeleton key={width} className={`h-4 ${width}`} />
      ))}
    </div>
  );
}

/** What the server found beyond what was found here. */
function withServerFindings(here: readonly Finding[], there: readonly Finding[]): readonly Finding[] {
  const known = new Set(here.map(({ name, path }) => `${name} ${path}`));
  return [...there.filter(({ name, path }) => !known.has(`${name} ${path}`)), ...here];
}
