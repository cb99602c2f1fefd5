import type { ConfigPath } from '@trainyard/core/preflight';
import { ChevronRight } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import type { ConfigForm, FormChange } from './config-form.ts';
import { SettingField } from './setting-field.tsx';
import { countSet, type Setting, shownSettings } from './settings.ts';

export interface MoreSettingsProps {
  readonly settings: readonly Setting[];
  readonly form: ConfigForm;
  readonly onChange: (changes: readonly FormChange[]) => void;
  /** What the settings belong to, for screen readers: `Training`. */
  readonly of: string;
  /** Where they stand; the process unless given. */
  readonly base?: ConfigPath;
  /** Where they are said for all; what is said there is taken when they are not given. */
  readonly inherits?: ConfigPath;
  /** In front of them. */
  readonly children?: ReactNode;
}

/** Settings that are shown when asked for, with how many of them the config sets. */
export function MoreSettings(props: MoreSettingsProps) {
  const { settings, form, onChange, of, base, inherits, children } = props;
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const set = countSet(settings, form, base);
  return (
    <div className="col-span-full flex flex-col gap-3.5">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
        className="flex items-center gap-1 self-start rounded text-[0.8125rem] font-medium text-muted hover:text-ink"
      >
        <ChevronRight
          className={`size-4 transition-transform motion-reduce:transition-none ${isOpen ? 'rotate-90' : ''}`}
          aria-hidden
        />
        {isOpen ? 'Fewer settings' : 'More settings'}
        <span className="sr-only"> of {of}</span>
        {set > 0 && <span className="font-normal text-faint"> · {set} set</span>}
      </button>
      {isOpen && (
        <div id={id} className="grid grid-cols-2 gap-x-3 gap-y-3.5">
          {children}
          {shownSettings(settings, form, base).map((setting) => (
            <SettingField
              key={setting.key}
              {...{ setting, form, onChange }}
              {...(base === undefined ? {} : { base })}
              {...(inherits === undefined ? {} : { inherits })}
            />
          ))}
        </div>
      )}
    </div>
  );
}
