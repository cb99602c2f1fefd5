import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { Annotation, EditorState } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import type { Finding } from '@trainyard/core/preflight';
import { type Ref, useEffect, useEffectEvent, useImperativeHandle, useRef } from 'react';
import { pageNonce } from '../../app/nonce.ts';
import { findingRange } from '../review/finding-range.ts';
import { completeConfig } from './complete-config.ts';
import { editorTheme } from './editor-theme.ts';
import { hoverHelp } from './hover-help.ts';
import { changeBetween } from './text-change.ts';

/** What the page can ask of the editor. */
export interface EditorHandle {
  /** Puts the cursor at a place and shows it. */
  reveal(finding: Finding): void;
}

export interface YamlEditorProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly findings: readonly Finding[];
  readonly onFix: (finding: Finding) => void;
  /** Names of the account's datasets. */
  readonly datasets: readonly string[];
  readonly ref?: Ref<EditorHandle>;
}

/** What the form changes is shown with some lines around it. */
const shownAroundPx = 70;

/** Marks changes that come from the page, so that they are not told to it again. */
const fromPage = Annotation.define<boolean>();

/** An editor for configs: colours, completion, help and marks where preflight found something. */
export function YamlEditor({ text, onChange, findings, onFix, datasets, ref }: YamlEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const known = useRef(datasets);
  known.current = datasets;
  const tell = useEffectEvent(onChange);
  const fix = useEffectEvent(onFix);
  const firstText = useEffectEvent(() => text);

  useEffect(() => {
    if (place.current === null) return;
    const editor = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: firstText(),
        extensions: [
          EditorView.cspNonce.of(pageNonce ?? ''),
          lineNumbers(),
          lintGutter(),
          history(),
          drawSelection(),
          indentOnInput(),
          indentUnit.of('  '),
          EditorState.tabSize.of(2),
          bracketMatching(),
          closeBrackets(),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          highlightSelectionMatches(),
          yaml(),
          editorTheme,
          autocompletion({ override: [completeConfig(() => ({ datasets: known.current }))], icons: false }),
          hoverHelp,
          keymap.of([
            ...closeBracketsKeymap,
            ...completionKeymap,
            ...lintKeymap,
            ...searchKeymap,
            ...historyKeymap,
            indentWithTab,
            ...defaultKeymap,
          ]),
          EditorView.contentAttributes.of({
            'aria-label': 'Config as YAML. Escape, then Tab leaves the editor.',
            spellcheck: 'false',
            tabindex: '0',
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged && !update.transactions.some((change) => change.annotation(fromPage)))
              tell(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      view.current = null;
      editor.destroy();
    };
  }, []);

  useEffect(() => {
    const editor = view.current;
    // The editor knows one kind of line break; the page keeps the text's own until it is typed into.
    const change = editor === null ? null : changeBetween(editor.state.doc.toString(), withPlainBreaks(text));
    if (change === null) return;
    const shown = EditorView.scrollIntoView(change.from, { y: 'nearest', yMargin: shownAroundPx });
    editor?.dispatch({ changes: change, annotations: fromPage.of(true), effects: shown });
  }, [text]);

  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    const written = editor.state.doc.toString();
    const marks = findings.map((finding) => toDiagnostic(written, finding, fix));
    editor.dispatch(setDiagnostics(editor.state, marks));
  }, [findings]);

  useImperativeHandle(ref, () => ({
    reveal(finding) {
      const editor = view.current;
      if (editor === null) return;
      const { from, to } = findingRange(editor.state.doc.toString(), finding);
      editor.dispatch({
        selection: { anchor: from, head: to },
        effects: EditorView.scrollIntoView(from, { y: 'center' }),
      });
      editor.focus();
    },
  }));

  return <div ref={place} className="h-full min-h-0 overflow-hidden" />;
}

function withPlainBreaks(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

function toDiagnostic(text: string, finding: Finding, fix: (finding: Finding) => void): Diagnostic {
  return {
    ...findingRange(text, finding),
    severity: finding.severity,
    message: finding.fix === undefined ? finding.message : `${finding.message}\n${finding.fix}`,
    source: finding.code === null ? finding.name : String(finding.code),
    ...(finding.edit === undefined ? {} : { actions: [{ name: 'Fix', apply: () => fix(finding) }] }),
  };
}
