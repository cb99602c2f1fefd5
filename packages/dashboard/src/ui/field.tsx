import { clsx } from 'clsx';
import { type ComponentProps, type ReactNode, useId } from 'react';

/** The look of a box that is typed into. */
const boxClass = clsx(
  'w-full rounded-lg border border-control/70 bg-surface px-3 text-ink shadow-sm placeholder:text-faint',
  'disabled:opacity-60 aria-invalid:border-danger-mark',
);

/** A line of text to type. */
export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input {...rest} className={clsx(boxClass, 'h-9', className)} />;
}

/** Several lines of text to type. */
export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea {...rest} className={clsx(boxClass, 'min-h-20 py-2', className)} />;
}

/** What a field hands to the control in it. */
export interface FieldControl {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean | undefined;
}

export interface FieldProps {
  readonly label: string;
  /** What to write, under the control. */
  readonly hint?: ReactNode;
  /** What is wrong with what was written; takes the hint's place. */
  readonly error?: string | null;
  readonly className?: string;
  readonly children: (control: FieldControl) => ReactNode;
}

/** A control with its label, and with a hint or error that screen readers tell with it. */
export function Field({ label, hint, error = null, className, children }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={clsx('flex flex-col gap-1.5', className)}>
      <label htmlFor={id} className="text-[0.8125rem] font-medium text-ink">
        {label}
      </label>
      {children({
        id,
        'aria-describedby': note === undefined ? undefined : `${id}-note`,
        'aria-invalid': error === null ? undefined : true,
      })}
      {note !== undefined && (
        <div
          id={`${id}-note`}
          role={error === null ? undefined : 'alert'}
          className={clsx('text-xs', error === null ? 'text-faint' : 'text-danger')}
        >
          {note}
        </div>
      )}
    </div>
  );
}
