/**
 * Saves texts one at a time: one that comes while another is being saved waits for it, and only the newest of those
 * that wait is saved. What comes back resolves once the newest text is saved, and rejects where that failed.
 */
export function createLatestSave(save: (text: string) => Promise<void>): (text: string) => Promise<void> {
  let newest = '';
  let running: Promise<void> | null = null;
  const run = async () => {
    let text: string;
    do {
      text = newest;
      await save(text);
    } while (text !== newest);
  };
  return (text) => {
    newest = text;
    running ??= run().finally(() => {
      running = null;
    });
    return running;
  };
}
