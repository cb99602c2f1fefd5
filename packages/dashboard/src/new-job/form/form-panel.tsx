import { namedModels } from '@trainyard/core/preflight';
import { clsx } from 'clsx';
import { TriangleAlert } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { Card } from '../../ui/card.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { type ConfigForm, changeConfig, type FormChange, processPath, readForm } from './config-form.ts';
import { DatasetList } from './dataset-list.tsx';
import { MoreSettings } from './more-settings.tsx';
import { SampleList } from './sample-list.tsx';
import { SettingField, TypedInput } from './setting-field.tsx';
import {
  modelSettings,
  networkSettings,
  sampleSettings,
  saveSettings,
  sliderSettings,
  trainingSettings,
} from './setting-groups.ts';
import { type SettingGroup, shownSettings } from './settings.ts';

export interface FormPanelProps {
  readonly text: string;
  /** Names of the account's datasets. */
  readonly datasets: readonly string[];
  /** The name cannot be changed. */
  readonly isNameLocked: boolean;
  readonly onChange: (text: string) => void;
  /** Called where a change cannot be made in the text by itself. */
  readonly onRefused: () => void;
}

/** The settings that people change most, in step with the text. */
export function FormPanel({ text, datasets, isNameLocked, onChange, onRefused }: FormPanelProps) {
  const read = useMemo(() => readForm(text), [text]);
  const [lastForm, setLastForm] = useState<ConfigForm | null>(null);
  if (read.ok && read.form !== lastForm) setLastForm(read.form);
  const form = read.ok ? read.form : lastForm;
  const note = read.ok ? null : <UnreadableNote reason={read.reason} />;
  if (form === null) return note;
  const change = (changes: readonly FormChange[]) => {
    const changed = changeConfig(text, changes);
    if (changed === null) onRefused();
    else onChange(changed);
  };
  const group = (settings: SettingGroup, after?: ReactNode) => (
    <Group settings={settings} form={form} onChange={change} after={after} />
  );
  return (
    <>
      {note}
      <div className={clsx('flex flex-col gap-4', !read.ok && 'opacity-50')} inert={!read.ok}>
        <Card title="Job">
          <div className="flex flex-col gap-3.5">
            <NameField form={form} isLocked={isNameLocked} onChange={change} />
            <PurposeField form={form} onChange={change} />
            <Field
              label="Trigger word"
              hint="A rare word, put into every caption that lacks it. Leave it empty for a style."
            >
              {({ 'aria-invalid': _, ...control }) => (
                <TypedInput
                  {...control}
                  kind="text"
                  written={form.writtenAt([...processPath, 'trigger_word'])}
                  onWrite={(written) => change([{ path: [...processPath, 'trigger_word'], ...written }])}
                />
              )}
            </Field>
          </div>
        </Card>
        <Card title="Model">
          <div className="grid grid-cols-2 gap-x-3 gap-y-3.5">
            <ArchitectureField form={form} onChange={change} />
            <Settings settings={modelSettings} form={form} onChange={change} />
            <MoreSettings
              settings={modelSettings.more}
              of={modelSettings.title}
              form={form}
              onChange={change}
            />
          </div>
        </Card>
        {group(networkSettings)}
        {isSlider(form) && group(sliderSettings)}
        <Card title="Datasets">
          <DatasetList form={form} datasets={datasets} onChange={change} />
        </Card>
        {group(trainingSettings)}
        {group(saveSettings)}
        {group(sampleSettings, <SampleList form={form} onChange={change} />)}
      </div>
    </>
  );
}

/** Says why the form, as it last was, cannot be used. */
function UnreadableNote({ reason }: { readonly reason: string }) {
  return (
    <div
      role="status"
      className="sticky top-0 z-10 mb-4 flex gap-3 rounded-xl border border-line bg-warning-soft px-4 py-3"
    >
      <TriangleAlert className="mt-0.5 size-4 shrink-0 text-warning" aria-hidden />
      <div>
        <p className="font-medium">The form waits until the YAML can be read again</p>
        <p className="mt-0.5 wrap-anywhere text-muted">{reason}</p>
      </div>
    </div>
  );
}

interface PartProps {
  readonly form: ConfigForm;
  readonly onChange: (changes: readonly FormChange[]) => void;
}

interface GroupProps extends PartProps {
  readonly settings: SettingGroup;
  readonly after?: ReactNode;
}

function Group({ settings, form, onChange, after }: GroupProps) {
  return (
    <Card title={settings.title}>
      <div className="grid grid-cols-2 gap-x-3 gap-y-3.5">
        <Settings settings={settings} form={form} onChange={onChange} />
        <MoreSettings settings={settings.more} of={settings.title} form={form} onChange={onChange} />
        {after}
      </div>
    </Card>
  );
}

function Settings({ settings, form, onChange }: GroupProps) {
  return shownSettings(settings.settings, form).map((setting) => (
    <SettingField key={setting.key} {...{ setting, form, onChange }} />
  ));
}

function NameField({ form, isLocked, onChange }: PartProps & { readonly isLocked: boolean }) {
  const path = ['config', 'name'];
  return (
    <Field
      label="Name"
      hint={isLocked ? 'A job keeps its name.' : 'Letters, digits, _ and -; also the name of its files.'}
    >
      {({ 'aria-invalid': _, ...control }) =>
        isLocked ? (
          <Input {...control} readOnly className="bg-sunken" value={form.writtenAt(path) ?? ''} />
        ) : (
          <TypedInput
            {...control}
            kind="text"
            keepEmpty
            written={form.writtenAt(path)}
            onWrite={(written) => onChange([{ path, ...written }])}
          />
        )
      }
    </Field>
  );
}

const typePath = [...processPath, 'type'];
const sliderType = 'concept_slider';
const purposes = [
  { value: 'diffusion_trainer', label: 'What a dataset shows' },
  { value: sliderType, label: 'A slider between two prompts' },
];

function isSlider(form: ConfigForm): boolean {
  return form.at(typePath) === sliderType;
}

/** The type of the process, which has several old names for the usual one. */
function PurposeField({ form, onChange }: PartProps) {
  return (
    <Field label="What it learns">
      {({ 'aria-invalid': _, ...control }) => (
        <Select
          {...control}
          className="w-full"
          value={isSlider(form) ? sliderType : 'diffusion_trainer'}
          options={purposes}
          onChange={(value) => onChange([{ path: typePath, value }])}
        />
      )}
    </Field>
  );
}

function ArchitectureField({ form, onChange }: PartProps) {
  const path = [...processPath, 'model', 'arch'];
  const written = form.writtenAt(path);
  const variants = namedModels.map(({ variant }) => ({ value: variant.name, label: variant.title }));
  const isListed = written === null || variants.some(({ value }) => value === written);
  const choose = (name: string) => {
    const chosen = namedModels.find(({ variant }) => variant.name === name);
    if (chosen === undefined) return;
    onChange([
      { path, value: name },
      { path: [...processPath, 'model', 'name_or_path'], value: chosen.variant.nameOrPath },
    ]);
  };
  return (
    <Field label="Architecture" className="col-span-full" hint="Another one brings its own weights along.">
      {({ 'aria-invalid': _, ...control }) => (
        <Select
          {...control}
          className="w-full"
          value={written}
          options={
            isListed ? variants : [{ value: written, label: form.model?.model.title ?? written }, ...variants]
          }
          onChange={choose}
        />
      )}
    </Field>
  );
}
