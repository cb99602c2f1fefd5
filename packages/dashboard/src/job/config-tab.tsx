import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useApi } from '../api/api-context.ts';
import { ownLink } from '../api/own-link.ts';
import { queryKeys } from '../api/query-keys.ts';
import type { Job } from '../api/types.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { useJobConfig } from './job-query.ts';
import type { KeptResult } from './kept-links.ts';
import { saveText } from './save-text.ts';

type Which = 'submitted' | 'resolved';

/** The config of a job: as it was submitted, and as it ran with everything filled in. */
export function ConfigTab({ job, result }: { readonly job: Job; readonly result: KeptResult }) {
  const [which, setWhich] = useState<Which>('submitted');
  return (
    <Tabs
      label="Which config"
      value={which}
      onChange={setWhich}
      tabs={[
        { value: 'submitted', label: 'As submitted', content: <Submitted job={job} /> },
        { value: 'resolved', label: 'Resolved', content: <Resolved job={job} result={result} /> },
      ]}
    />
  );
}

function Submitted({ job }: { readonly job: Job }) {
  const config = useJobConfig(job.id);
  if (config.data === undefined) {
    return <ConfigMissing query={config} />;
  }
  const { config_file: text, config_version: version } = config.data;
  return <ConfigText title={`Version ${version}`} text={text} filename={`${job.name}.yaml`} />;
}

function Resolved({ job, result }: { readonly job: Job; readonly result: KeptResult }) {
  const { fetch } = useApi();
  const path = result.artifacts.config?.path ?? null;
  const config = useQuery({
    queryKey: [...queryKeys.job(job.id), 'resolved-config', job.run_number],
    enabled: path !== null,
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      const answer = await fetch(ownLink(path ?? ''), { signal });
      if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
      return answer.text();
    },
  });
  if (path === null) {
    return (
      <p className="text-muted">
        The trainer writes it when it starts: the config with every value that it fills in by itself.
      </p>
    );
  }
  if (config.data === undefined) return <ConfigMissing query={config} />;
  return <ConfigText title="As it ran" text={config.data} filename={`${job.name}.resolved.yaml`} />;
}

function ConfigMissing({
  query,
}: {
  readonly query: { readonly isError: boolean; readonly error: unknown; readonly refetch: () => unknown };
}): ReactNode {
  return query.isError ? (
    <ErrorState
      title="The config could not be loaded."
      error={query.error}
      onRetry={() => void query.refetch()}
    />
  ) : (
    <Skeleton className="h-64 w-full rounded-xl" />
  );
}

function ConfigText(props: { readonly title: string; readonly text: string; readonly filename: string }) {
  const { title, text, filename } = props;
  return (
    <Card
      title={title}
      flush
      actions={
        <>
          <CopyButton text={text} what="config" />
          <Button size="sm" onClick={() => saveText(filename, text)}>
            <Download aria-hidden />
            Download
          </Button>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: What scrolls must be reachable by keyboard. */}
      <pre className="max-h-[70dvh] overflow-auto p-4 font-mono text-xs leading-5" tabIndex={0}>
        {text}
      </pre>
    </Card>
  );
}
