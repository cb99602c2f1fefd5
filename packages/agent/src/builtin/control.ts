/** What has been asked of a running trainer; it looks here between steps. */
export interface Control {
  readonly isStopping: boolean;
  /** Resolves when a stop is asked for. */
  readonly stopped: Promise<void>;
  requestStop(reason: string): void;
  requestSave(): void;
  requestSample(): void;
  /** Whether a save was asked for since the last call. */
  takeSave(): boolean;
  /** Whether samples were asked for since the last call. */
  takeSample(): boolean;
}

/** A control on which nothing is asked as yet; `log` hears the reason of the first stop. */
export function createControl(log: (line: string) => void): Control {
  let isStopping = false;
  let wantsSave = false;
  let wantsSample = false;
  let resolveStopped: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => {
    resolveStopped = resolve;
  });
  return {
    get isStopping() {
      return isStopping;
    },
    stopped,
    requestStop(reason) {
      if (isStopping) return;
      isStopping = true;
      log(`Stopping after this step: ${reason}.`);
      resolveStopped();
    },
    requestSave() {
      wantsSave = true;
    },
    requestSample() {
      wantsSample = true;
    },
    takeSave() {
      const taken = wantsSave;
      wantsSave = false;
      return taken;
    },
    takeSample() {
      const taken = wantsSample;
      wantsSample = false;
      return taken;
    },
  };
}
