import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from './icon-button.tsx';
import { showToast } from './toasts.tsx';

export interface CopyButtonProps {
  readonly text: string;
  /** What is copied: `job id`. */
  readonly what: string;
  readonly className?: string;
}

const shownMs = 1500;

/** Copies a text to the clipboard. */
export function CopyButton({ text, what, className }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), shownMs);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      showToast({
        tone: 'danger',
        title: 'The browser did not allow copying.',
        detail: 'Select the text and copy it by hand.',
      });
    }
  };

  return (
    <IconButton
      label={copied ? 'Copied' : `Copy ${what}`}
      onClick={() => void copy()}
      {...(className === undefined ? {} : { className })}
    >
      {copied ? <Check className="text-success" aria-hidden /> : <Copy aria-hidden />}
    </IconButton>
  );
}
