import { clsx } from 'clsx';
import { Tabs as Radix } from 'radix-ui';
import { type ReactNode, useEffect, useRef } from 'react';

export interface Tab<Value extends string> {
  readonly value: Value;
  readonly label: ReactNode;
  readonly content: ReactNode;
}

export interface TabsProps<Value extends string> {
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly tabs: readonly Tab<Value>[];
  /** What the tabs are parts of, for screen readers. */
  readonly label: string;
  readonly className?: string;
}

/** The look of a tab, also for links that look like tabs. */
export const tabClass = clsx(
  '-mb-px inline-flex h-10 items-center gap-2 border-b-2 border-transparent px-1 font-medium whitespace-nowrap',
  'text-muted hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink',
  'data-[status=active]:border-accent data-[status=active]:text-ink',
);

/** A line of tabs, of which one shows what belongs to it. Only that one is rendered. */
export function Tabs<Value extends string>({ value, onChange, tabs, label, className }: TabsProps<Value>) {
  const shown = tabs.findIndex((tab) => tab.value === value);
  const list = useRef<HTMLDivElement>(null);
  // On a narrow screen the line scrolls; the tab that shows should not be out of sight, also once those before it
  // have grown by what they count.
  useEffect(() => {
    const line = list.current;
    const active = line?.children[shown];
    if (line === null || !(active instanceof HTMLElement)) return;
    const observer = new ResizeObserver(() => {
      const end = active.offsetLeft + active.offsetWidth;
      const isInSight = active.offsetLeft >= line.scrollLeft && end <= line.scrollLeft + line.clientWidth;
      if (!isInSight) line.scrollLeft = end - (line.clientWidth + active.offsetWidth) / 2;
    });
    for (const tab of line.children) observer.observe(tab);
    return () => observer.disconnect();
  }, [shown]);
  return (
    <Radix.Root value={value} onValueChange={(chosen) => onChange(chosen as Value)} className={className}>
      <Radix.List
        ref={list}
        aria-label={label}
        className="relative flex gap-5 overflow-x-auto overflow-y-hidden border-b border-line"
      >
        {tabs.map((tab) => (
          <Radix.Trigger key={tab.value} value={tab.value} className={tabClass}>
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className="pt-4">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
