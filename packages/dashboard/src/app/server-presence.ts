import { useEffect, useEffectEvent } from 'react';

const lookEveryMs = 2_000;

/** Whether the server of this page answers. */
export async function isServerThere(): Promise<boolean> {
  return fetch('/healthz', { cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** Calls `onBack` once the server answers, where `isAway` says that it did not. */
export function useServerReturn(isAway: boolean, onBack: () => void): void {
  const back = useEffectEvent(onBack);
  useEffect(() => {
    if (!isAway) return undefined;
    let timer = 0;
    let isOver = false;
    const look = async () => {
      const isThere = await isServerThere();
      if (isOver) return;
      if (isThere) back();
      else timer = window.setTimeout(() => void look(), lookEveryMs);
    };
    timer = window.setTimeout(() => void look(), lookEveryMs);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [isAway]);
}
