/** Reads why files got no caption out of a captioner's log: it says so and goes on with the next. */
export interface CaptionFaults {
  push(chunk: string): void;
  /** What was said of a file; null where nothing was. */
  of(filename: string): string | null;
}

const longestLine = 8_192;
const longestFault = 600;

/** Listens for the files of `folder`, by their names. */
export function createCaptionFaults(folder: string, filenames: readonly string[]): CaptionFaults {
  const faults = new Map<string, string>();
  // A name may itself hold a colon: the longest that fits is meant.
  const names = [...filenames].sort((a, b) => b.length - a.length);
  let open = '';

  const readLine = (line: string) => {
    const at = /Error (?:captioning file|preprocessing|processing) /.exec(line);
    if (at === null) return;
    const rest = line.slice(at.index + at[0].length);
    if (!rest.startsWith(`${folder}/`)) return;
    const said = rest.slice(folder.length + 1);
    const name = names.find((each) => said.startsWith(`${each}: `));
    if (name === undefined) return;
    const fault = said.slice(name.length + 2).trim();
    faults.set(name, fault.length > longestFault ? `${fault.slice(0, longestFault)}…` : fault);
  };

  return {
    push(chunk) {
      const lines = (open + chunk).split(/[\r\n]/);
      open = (lines.pop() ?? '').slice(-longestLine);
      for (const line of lines) readLine(line);
    },
    of: (filename) => faults.get(filename) ?? null,
  };
}
