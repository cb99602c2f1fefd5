import type { ConfigKey, ConfigPath } from '@trainyard/core/preflight';
import { useState } from 'react';
import { Field, Input } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/switch.tsx';
import { type ConfigForm, type FormChange, parseNumber } from './config-form.ts';
import { keyOf, type Setting, settingPath } from './settings.ts';

export interface SettingFieldProps {
  readonly setting: Setting;
  readonly form: ConfigForm;
  readonly onChange: (changes: readonly FormChange[]) => void;
  /** Where the setting belongs; the process unless given. */
  readonly base?: ConfigPath;
  /** Where the same is said for all; what is said there is taken when the setting is not given. */
  readonly inherits?: ConfigPath;
}

/** The control for one setting; empty where the config says nothing, with the trainer's default behind it. */
export function SettingField(props: SettingFieldProps) {
  switch (props.setting.kind) {
    case 'flag':
      return <FlagField {...props} />;
    case 'choice':
      return <ChoiceField {...props} />;
    default:
      return <TypedField {...props} />;
  }
}

function TypedField({ setting, form, onChange, base, inherits }: SettingFieldProps) {
  const path = settingPath(setting, base);
  const key = keyOf(path);
  const { kind, label } = setting;
  const inherited = inherits === undefined ? null : settingPath(setting, inherits);
  const taken = (inherited === null ? key : keyOf(inherited))?.default;
  const shownDefault =
    (inherited === null ? null : form.writtenAt(inherited)) ??
    (taken === undefined || taken === null ? '' : String(taken));
  return (
    <Field
      label={label}
      {...(inherited === null ? hintOf(label, key) : {})}
      className={kind === 'text' ? 'col-span-full' : ''}
    >
      {(control) => (
        <TypedInput
          {...control}
          kind={kind === 'integer' || kind === 'number' ? kind : 'text'}
          written={form.writtenAt(path)}
          placeholder={shownDefault}
          onWrite={(change) => onChange([{ path, ...change }])}
        />
      )}
    </Field>
  );
}

/** What a box writes: a value, with how it was typed, or that the key goes. */
export type WrittenChange =
  | { readonly value: string | number; readonly written?: string }
  | { readonly remove: true };

export interface TypedInputProps {
  readonly id?: string;
  readonly 'aria-describedby'?: string | undefined;
  readonly 'aria-label'?: string;
  readonly kind: 'integer' | 'number' | 'text';
  /** What the config says; null where it says nothing. */
  readonly written: string | null;
  readonly placeholder?: string;
  /** Keeps the key when the box is emptied. */
  readonly keepEmpty?: boolean;
  readonly onWrite: (change: WrittenChange) => void;
}

/** A box that writes into the config as it is typed into; what is no number is marked and waits. */
export function TypedInput(props: TypedInputProps) {
  const { kind, written, onWrite, keepEmpty = false, placeholder, ...rest } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? written ?? '';
  const isWrong = kind !== 'text' && shown.trim() !== '' && parseNumber(shown, kind) === null;
  const write = (text: string) => {
    setTyped(text);
    if (text.trim() === '' && !keepEmpty) {
      onWrite({ remove: true });
    } else if (kind === 'text') {
      onWrite({ value: text });
    } else {
      const value = parseNumber(text, kind);
      if (value !== null) onWrite({ value, written: text.trim() });
    }
  };
  return (
    <Input
      {...rest}
      aria-invalid={isWrong || undefined}
      placeholder={placeholder}
      value={shown}
      spellCheck={false}
      autoComplete="off"
      inputMode={kind === 'integer' ? 'numeric' : 'text'}
      onChange={(event) => write(event.target.value)}
      onBlur={() => setTyped(null)}
    />
  );
}

function FlagField({ setting, form, onChange, base }: SettingFieldProps) {
  const path = settingPath(setting, base);
  const key = keyOf(path);
  const value = form.at(path) ?? key?.default;
  const { hint } = hintOf(setting.label, key);
  return (
    <div className="col-span-full flex flex-col gap-0.5">
      <Switch
        label={<span className="text-[0.8125rem] font-medium">{setting.label}</span>}
        checked={value === true || value === 1}
        onChange={(checked) => onChange([{ path, value: checked }])}
      />
      {hint !== undefined && <p className="pl-11 text-xs text-faint">{hint}</p>}
    </div>
  );
}

function ChoiceField({ setting, form, onChange, base }: SettingFieldProps) {
  const path = settingPath(setting, base);
  const key = keyOf(path);
  const written = form.writtenAt(path);
  const current = written ?? (typeof key?.default === 'string' ? key.default : null);
  const adapters =
    setting.key === 'model.qtype' ? Object.entries(form.model?.variant?.recoveryAdapters ?? {}) : [];
  const listed = [...adapters.map(([, value]) => value), ...(key?.values ?? []).map(String)];
  const values = current === null || listed.includes(current) ? listed : [current, ...listed];
  const label = (value: string) =>
    adapters.find(([, adapter]) => adapter === value)?.[0] ??
    (value === key?.default ? `${value} (default)` : value);
  return (
    <Field label={setting.label} {...hintOf(setting.label, key)}>
      {({ 'aria-invalid': _, ...control }) => (
        <Select
          {...control}
          className="w-full"
          value={current}
          options={values.map((value) => ({ value, label: label(value) }))}
          onChange={(value) => onChange([{ path, value }])}
        />
      )}
    </Field>
  );
}

/** What the key means, unless that only says its label again. */
function hintOf(label: string, key: ConfigKey | null): { readonly hint?: string } {
  const description = key?.description;
  const saysTheSame = (text: string) => text.replace(/^An? /, '').toLowerCase() === `${label.toLowerCase()}.`;
  return description === undefined || saysTheSame(description) ? {} : { hint: description };
}
