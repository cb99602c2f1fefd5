import { Pause } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, Input } from '../ui/field.tsx';
import { type PauseScope, usePause } from './pause-actions.ts';

export interface PauseButtonProps {
  readonly scope: PauseScope;
  /** What is paused: `the queue`, `ADA_80_PLUS #1`. */
  readonly what: string;
  readonly small?: boolean;
}

/** Asks for a reason, then pauses. */
export function PauseButton({ scope, what, small = false }: PauseButtonProps) {
  const [isAsking, setIsAsking] = useState(false);
  const [reason, setReason] = useState('');
  const pause = usePause();
  const confirm = () =>
    pause.mutate(
      { ...scope, ...(reason.trim() !== '' && { reason: reason.trim() }) },
      { onSuccess: () => setIsAsking(false) },
    );
  return (
    <>
      <Button size={small ? 'sm' : 'md'} onClick={() => setIsAsking(true)}>
        <Pause aria-hidden />
        Pause<span className={small ? 'sr-only' : ''}> {what}</span>
      </Button>
      <Dialog
        open={isAsking}
        onOpenChange={setIsAsking}
        title={`Pause ${what}?`}
        description="Nothing new is started there until somebody resumes it, even over a restart. What runs goes on. Jobs can still be submitted; they wait and say why."
        footer={
          <>
            <Button onClick={() => setIsAsking(false)}>Go on</Button>
            <Button variant="primary" busy={pause.isPending} onClick={confirm}>
              Pause
            </Button>
          </>
        }
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            confirm();
          }}
        >
          <Field label="Reason" hint="Shown to everybody who waits. It may be left out.">
            {(control) => (
              <Input
                {...control}
                value={reason}
                maxLength={500}
                placeholder="New driver at noon"
                onChange={({ target }) => setReason(target.value)}
              />
            )}
          </Field>
        </form>
      </Dialog>
    </>
  );
}
