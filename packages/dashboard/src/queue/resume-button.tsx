import { Play } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { useResume } from './pause-actions.ts';
import type { Pause } from './pause-words.ts';

/** Ends a pause. */
export function ResumeButton({ pause, what }: { readonly pause: Pause; readonly what: string }) {
  const resume = useResume();
  const { node, gpu } = pause;
  return (
    <Button
      size="sm"
      busy={resume.isPending}
      onClick={() => resume.mutate({ ...(node !== null && { node }), ...(gpu !== null && { gpu }) })}
    >
      <Play aria-hidden />
      Resume<span className="sr-only"> {what}</span>
    </Button>
  );
}
