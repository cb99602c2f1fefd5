import type { Block, PageDocument, Section } from '../pages/document.ts';
import { renderHtml } from '../pages/html.ts';
import { markdownAnchor, renderMarkdown } from '../pages/markdown.ts';
import { type PlainTextOptions, renderPlainText } from '../pages/plain-text.ts';
import { type ErrorEntry, httpStatusOf, type Retry } from './entry.ts';
import { type RequestExample, showRequest } from './request-example.ts';

/** A preflight rule as far as the page of its error shows it. */
export interface RuleExample {
  /** Name of its findings; other than the error's for 42299. */
  readonly name: string;
  /** What it refuses or warns of. */
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  /** The part of a config that is refused or warned of. */
  readonly bad: ShownExample;
  /** The part of a config that passes. */
  readonly good: ShownExample;
  /** Where in the trainer's source the condition was seen. */
  readonly source: readonly { readonly shows: string; readonly file: string; readonly lines: string }[];
}

/** An example as a page shows it. */
export interface ShownExample {
  /** Continues "A config where …". */
  readonly title: string;
  /** What it takes for granted besides the config, as a sentence; null where that is nothing special. */
  readonly given: string | null;
  readonly yaml: string;
}

const retrySentences: Readonly<Record<Retry, string>> = {
  never: 'The same request will never succeed.',
  'after-change': 'The same request fails again until what is wrong with it is changed.',
  later: 'The same request can succeed later; wait before sending it again.',
};

const numberRule =
  'The first three digits of a number are the HTTP status. The last two are 01 to 49 for datasets and 51 to 99 for jobs.';

/** The page of one error as data. */
export function errorDocument(entry: ErrorEntry, examples: readonly RuleExample[] = []): PageDocument {
  return {
    title: titleOf(entry),
    blocks: [{ kind: 'paragraph', text: entry.meaning }],
    sections: errorSections(entry, examples, String(entry.code)),
  };
}

/** The HTML page that the server answers at `/errors/{code}`. */
export function renderErrorPage(entry: ErrorEntry, examples: readonly RuleExample[] = []): string {
  return renderHtml(errorDocument(entry, examples), {
    navigation: [
      { text: 'All errors', href: '../errors' },
      { text: 'API', href: '../docs' },
    ],
  });
}

/** What `trainyard explain 42258` prints. */
export function renderErrorText(
  entry: ErrorEntry,
  examples: readonly RuleExample[] = [],
  options?: PlainTextOptions,
): string {
  return renderPlainText(errorDocument(entry, examples), options);
}

/** The HTML page that the server answers at `/errors`. */
export function renderErrorIndex(entries: readonly ErrorEntry[]): string {
  return renderHtml(
    {
      title: 'Error codes',
      blocks: [
        { kind: 'paragraph', text: numberRule },
        indexTable(entries, (entry) => `errors/${entry.code}`),
      ],
      sections: [],
    },
    { navigation: [{ text: 'API', href: 'docs' }] },
  );
}

/** All errors on one page of Markdown, for the reference; what the rules say is on a page of its own. */
export function renderErrorsMarkdown(entries: readonly ErrorEntry[]): string {
  return renderMarkdown({
    title: 'Error codes',
    blocks: [
      {
        kind: 'paragraph',
        text: 'A refused or failed request is answered with JSON: `error_code` (a number of this page), `error_name`, `error_message` (one sentence about this very request), `doc_url` (the page of the code on the server that answered), `request_id`, and `findings` where a config was refused. Failures that have no number (a missing token, an unknown address, a body over its limit) have `error_code: null`.',
      },
      { kind: 'paragraph', text: `${numberRule} \`trainyard explain CODE\` prints any of these entries.` },
      indexTable(entries, (entry) => errorAnchor(entry)),
    ],
    sections: entries.map((entry) => ({
      id: String(entry.code),
      heading: titleOf(entry),
      blocks: [{ kind: 'paragraph', text: entry.meaning }],
      sections: errorSections(entry, [], String(entry.code)),
    })),
  });
}

/** The anchor of an error in the Markdown reference: `#42258-flux2_oom_risk`. */
export function errorAnchor(entry: ErrorEntry): string {
  return `#${markdownAnchor(titleOf(entry))}`;
}

function titleOf(entry: ErrorEntry): string {
  return `${entry.code} ${entry.name}`;
}

function errorSections(entry: ErrorEntry, examples: readonly RuleExample[], id: string): Section[] {
  const sections: Section[] = [
    { id: `${id}-fixes`, heading: 'What to do', blocks: [{ kind: 'list', items: entry.fixes }] },
    { id: `${id}-where`, heading: 'Where it comes', blocks: [{ kind: 'paragraph', text: entry.where }] },
    {
      id: `${id}-retry`,
      heading: 'Sending it again',
      blocks: [
        {
          kind: 'paragraph',
          text: `${retrySentences[entry.retry]} The HTTP status is ${httpStatusOf(entry.code)}.`,
        },
      ],
    },
  ];
  if (entry.cause !== undefined) {
    sections.push({
      id: `${id}-cause`,
      heading: 'What causes it',
      blocks: [{ kind: 'paragraph', text: entry.cause }],
    });
  }
  if (entry.example !== undefined) {
    sections.push({
      id: `${id}-example`,
      heading: 'An example',
      blocks: [
        ...requestBlocks('A request that is refused', entry.example.bad),
        ...requestBlocks('A request that succeeds', entry.example.good),
      ],
    });
  }
  if (examples.length > 0) {
    const [only] = examples.length === 1 ? examples : [];
    sections.push({
      id: `${id}-rules`,
      heading: only === undefined ? 'The rules' : 'The rule',
      blocks: only === undefined ? [] : exampleBlocks(only),
      sections:
        only === undefined ? examples.map((example, index) => ruleSection(entry, example, index)) : [],
    });
  }
  return sections;
}

function requestBlocks(what: string, request: RequestExample): Block[] {
  const text = request.given === undefined ? `${what}:` : `${what}. ${request.given}`;
  return [
    { kind: 'paragraph', text },
    { kind: 'code', language: 'http', text: showRequest(request) },
  ];
}

function ruleSection(entry: ErrorEntry, example: RuleExample, index: number): Section {
  return {
    id: `${entry.code}-rule-${index + 1}`,
    heading: example.name === entry.name ? `Rule ${index + 1}` : example.name,
    blocks: exampleBlocks(example),
  };
}

function introduce(what: string, { title, given }: ShownExample): string {
  return given === null ? `${what} (${title}):` : `${what} (${title}), where ${given.replace(/\.$/, ':')}`;
}

function exampleBlocks(example: RuleExample): Block[] {
  const seen = example.source.map((source) => `${source.shows}: \`${source.file}:${source.lines}\``);
  return [
    { kind: 'paragraph', text: `${example.title} ${example.why} ${example.fix}` },
    { kind: 'paragraph', text: introduce('A config that it is given for', example.bad) },
    { kind: 'code', language: 'yaml', text: example.bad.yaml },
    { kind: 'paragraph', text: introduce('A config that passes', example.good) },
    { kind: 'code', language: 'yaml', text: example.good.yaml },
    ...(seen.length === 0
      ? []
      : [
          { kind: 'paragraph' as const, text: 'Seen in the source of the trainer:' },
          { kind: 'list' as const, items: seen },
        ]),
  ];
}

function indexTable(entries: readonly ErrorEntry[], hrefOf: (entry: ErrorEntry) => string): Block {
  return {
    kind: 'table',
    head: ['Code', 'Name', 'Meaning'],
    rows: entries.map((entry) => [
      { text: String(entry.code), href: hrefOf(entry) },
      `\`${entry.name}\``,
      entry.meaning,
    ]),
  };
}
