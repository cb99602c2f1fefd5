import { Link } from '@tanstack/react-router';
import type { Finding } from '@trainyard/core/preflight';
import { CircleAlert, CircleCheck, TriangleAlert, Wand2 } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { CodeWords } from './code-words.tsx';
import { whyOf } from './review-config.ts';

export interface FindingsListProps {
  readonly findings: readonly Finding[];
  /** Shows the place of a finding in the editor. */
  readonly onReveal: (finding: Finding) => void;
  readonly onFix: (finding: Finding) => void;
}

/** Everything that preflight found, with why it matters and what to do. */
export function FindingsList({ findings, onReveal, onFix }: FindingsListProps) {
  if (findings.length === 0) {
    return (
      <p className="flex items-center gap-2 px-4 py-3 text-muted">
        <CircleCheck className="size-4 shrink-0 text-success" aria-hidden />
        Preflight found nothing to complain about.
      </p>
    );
  }
  return (
    <ul aria-label="Findings" className="divide-y divide-line">
      {findings.map((finding) => (
        <FindingRow
          key={`${finding.name} ${finding.path} ${finding.line}:${finding.column} ${finding.message}`}
          finding={finding}
          onReveal={() => onReveal(finding)}
          onFix={() => onFix(finding)}
        />
      ))}
    </ul>
  );
}

/** Findings that a Hugging Face token among the secrets mends. */
const tokenFindings = new Set(['FLUX_HF_TOKEN_REQUIRED', 'GATED_REPOSITORY']);

interface FindingRowProps {
  readonly finding: Finding;
  readonly onReveal: () => void;
  readonly onFix: () => void;
}

function FindingRow({ finding, onReveal, onFix }: FindingRowProps) {
  const { severity, code, name, message, fix, line, path } = finding;
  const why = whyOf(finding);
  const isError = severity === 'error';
  const Icon = isError ? CircleAlert : TriangleAlert;
  return (
    <li className="flex gap-3 px-4 py-3">
      <Icon
        className={`mt-0.5 size-4 shrink-0 ${isError ? 'text-danger' : 'text-warning'}`}
        aria-label={isError ? 'Error' : 'Warning'}
      />
      <div className="min-w-0 flex-1">
        <button
          type="button"
          onClick={onReveal}
          className="rounded text-left font-medium text-pretty wrap-anywhere hover:text-accent-text"
        >
          <CodeWords text={message} />
        </button>
        {fix !== undefined && (
          <p className="mt-0.5 text-pretty wrap-anywhere">
            <CodeWords text={fix} />
          </p>
        )}
        {why !== null && (
          <p className="mt-0.5 text-xs text-pretty text-muted">
            <CodeWords text={why} />
          </p>
        )}
        <p className="mt-1 flex flex-wrap gap-x-2.5 text-xs text-faint">
          {tokenFindings.has(name) && (
            <Link to="/settings/secrets" className="text-accent-text underline underline-offset-2">
              Store a token
            </Link>
          )}
          <span>Line {line}</span>
          {path !== '' && <code className="font-mono wrap-anywhere">{shortPath(path)}</code>}
          {code !== null && (
            <a
              href={`/errors/${code}`}
              target="_blank"
              rel="noreferrer"
              className="text-accent-text underline underline-offset-2"
            >
              {code} {name}
            </a>
          )}
        </p>
      </div>
      {finding.edit !== undefined && (
        <Button size="sm" onClick={onFix} aria-label={`Fix: ${message}`}>
          <Wand2 aria-hidden />
          Fix
        </Button>
      )}
    </li>
  );
}

function shortPath(path: string): string {
  return path.replace(/^config\.process\[0\]\./, '');
}
