import { useEffect, useRef, useState } from 'react';
import { useApi } from '../api/api-context.ts';
import { showFailure } from '../ui/toasts.tsx';
import { saveFile } from './save-file.ts';
import { createZip, type ZipEntry } from './zip.ts';

/** A file for an archive: what it holds, or where that is. */
export interface ZipSource {
  readonly name: string;
  readonly content: { readonly text: string } | { readonly url: string };
}

/** Downloads files as one. */
export interface ZipDownload {
  /** How many files have come of how many; null while nothing is downloaded. */
  readonly progress: { readonly done: number; readonly of: number } | null;
  /** Loads the files and has the browser save them; a failure is shown. */
  start(filename: string, list: () => Promise<readonly ZipSource[]>): Promise<void>;
}

/** Files that are loaded at once. */
const atOnce = 6;

/** Makes archives in the browser; leaving the page ends it. */
export function useZipDownload(): ZipDownload {
  const api = useApi();
  const [progress, setProgress] = useState<ZipDownload['progress']>(null);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);

  const load = async ({ name, content }: ZipSource, signal: AbortSignal): Promise<ZipEntry> => {
    if ('text' in content) return { name, content: new Blob([content.text]) };
    const response = await api.fetch(content.url, { signal });
    if (!response.ok) throw new Error(`${name} could not be loaded: the server answered ${response.status}.`);
    return { name, content: await response.blob() };
  };

  return {
    progress,
    async start(filename, list) {
      const controller = new AbortController();
      abort.current = controller;
      setProgress({ done: 0, of: 0 });
      try {
        const sources = await list();
        const entries: ZipEntry[] = [];
        while (entries.length < sources.length) {
          const next = sources.slice(entries.length, entries.length + atOnce);
          entries.push(...(await Promise.all(next.map((source) => load(source, controller.signal)))));
          setProgress({ done: entries.length, of: sources.length });
        }
        saveFile(filename, await createZip(entries, new Date()));
      } catch (error) {
        if (!controller.signal.aborted) showFailure(`${filename} was not downloaded.`, error);
      } finally {
        setProgress(null);
      }
    },
  };
}
