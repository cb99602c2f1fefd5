import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';

/** Throws the draft away, once that is confirmed. */
export function StartOver({ onConfirm }: { readonly onConfirm: () => void }) {
  const [isAsking, setIsAsking] = useState(false);
  return (
    <>
      <Button onClick={() => setIsAsking(true)}>Start over</Button>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setIsAsking}
        title="Start over?"
        confirmLabel="Start over"
        danger
        onConfirm={() => {
          setIsAsking(false);
          onConfirm();
        }}
      >
        What you have written here is thrown away.
      </ConfirmDialog>
    </>
  );
}
