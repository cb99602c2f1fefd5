import { isEnded } from '@trainyard/core/client';
import { WandSparkles } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { useLastCaptioning } from './captionings-query.ts';

const CaptionDialog = lazy(async () => ({
  default: (await import('./caption-dialog.tsx')).CaptionDialog,
}));

/** Opens what is to be said to a model that captions the dataset; at rest while one does. */
export function CaptionByModel({
  datasetId,
  isEmpty,
}: {
  readonly datasetId: string;
  readonly isEmpty: boolean;
}) {
  const last = useLastCaptioning(datasetId);
  const [isOpen, setOpen] = useState(false);
  const isActive = last !== null && !isEnded(last.status);
  return (
    <>
      <Button disabled={isActive || isEmpty} onClick={() => setOpen(true)}>
        <WandSparkles aria-hidden />
        {isActive ? 'Captioning …' : 'Caption by a model'}
      </Button>
      {isOpen && (
        <Suspense>
          <CaptionDialog datasetId={datasetId} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
