import { type EditorView, hoverTooltip, type Tooltip } from '@codemirror/view';
import { helpAt, type KeyHelp } from './key-help.ts';

/** Explains the key that is pointed at. */
export const hoverHelp = hoverTooltip((view: EditorView, offset: number): Tooltip | null => {
  const help = helpAt(view.state.doc.toString(), offset);
  if (help === null) return null;
  return { pos: help.from, end: help.to, above: true, create: () => ({ dom: drawHelp(help) }) };
});

function drawHelp(help: KeyHelp): HTMLElement {
  const box = element('div', 'flex flex-col gap-1.5 px-3 py-2.5 text-[0.8125rem]');
  box.append(element('code', 'font-mono text-xs text-faint', help.path));
  box.append(element('p', '', help.description));
  if (help.note !== null) box.append(element('p', 'text-warning', help.note));
  if (help.rows.length > 0) {
    const list = element('dl', 'grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-xs');
    for (const [name, value] of help.rows) {
      list.append(element('dt', 'text-faint', name), element('dd', 'font-mono wrap-anywhere', value));
    }
    box.append(list);
  }
  return box;
}

function element(tag: string, className: string, text?: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  // Never as HTML: a config is not ours.
  if (text !== undefined) made.textContent = text;
  return made;
}
