import Database from 'better-sqlite3';

/** What the trainer writes into its row. */
export interface ControlState {
  status: string;
  /** The phase in the trainer's words. */
  info: string;
  /** Steps done. After a stop or an error the trainer sets it back to the last step saved. */
  step: number;
  speed: string;
}

/** Things that the trainer can be asked for between two steps. */
export type ControlRequest = 'stop' | 'save_now' | 'sample_now';

/** The row over which a running trainer is asked for things and says where it is. */
export interface ControlRow {
  read(): ControlState;
  request(what: ControlRequest): void;
  close(): void;
}

/** How long a call waits for the trainer's own writes, which take a moment. */
const busyTimeoutMs = 1_000;

/**
 * Makes the database of one run, with the table and the one row that the trainer looks for. Nothing else
 * writes there but the trainer, so that runs never wait for each other's locks.
 */
export function createControlDatabase(file: string, run: { id: string; name: string; step: number }): void {
  const row = { ...trainersRow, ...run };
  const columns = Object.keys(row);
  // The trainer writes everything as text, and compares what it reads with numbers.
  const definitions = Object.entries(row).map(([name, value]) =>
    typeof value === 'number' ? `${name} INTEGER` : name,
  );
  const database = new Database(file);
  try {
    database.pragma('journal_mode = WAL');
    // As short as can be: the trainer opens the file five times at every step, and reads this text each time.
    database.exec(`CREATE TABLE IF NOT EXISTS Job (${definitions.join(', ')})`);
    database.exec('DELETE FROM Job');
    database
      .prepare(
        `INSERT INTO Job (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`,
      )
      .run(row);
  } finally {
    database.close();
  }
}

/** The row of a job that is about to run, with every column that it has in AI Toolkit's own interface. */
const trainersRow = {
  ...{ id: '', name: '', gpu_ids: '', job_config: '{}', created_at: null, updated_at: null },
  ...{ status: 'running', stop: 0, return_to_queue: 0, step: 0, total_steps: null, info: '' },
  ...{ speed_string: '', queue_position: 0, pid: null, job_type: 'train', job_ref: null },
  ...{ save_now: 0, sample_now: 0 },
};

/** Opens the row of the run `id`. Throws where the database is not there. */
export function openControlRow(file: string, id: string): ControlRow {
  const database = new Database(file, { fileMustExist: true, timeout: busyTimeoutMs });
  const select = database.prepare<[string], { status: string; info: string; step: number; speed: string }>(
    'SELECT status, info, step, speed_string AS speed FROM Job WHERE id = ?',
  );
  const requests = {
    stop: database.prepare('UPDATE Job SET stop = 1 WHERE id = ?'),
    save_now: database.prepare('UPDATE Job SET save_now = 1 WHERE id = ?'),
    sample_now: database.prepare('UPDATE Job SET sample_now = 1 WHERE id = ?'),
  } as const satisfies Record<ControlRequest, Database.Statement>;
  return {
    read() {
      const row = select.get(id);
      if (row === undefined) throw new Error(`The control database ${file} has no row of the run.`);
      // The trainer writes everything as text.
      return { ...row, step: Number(row.step) || 0 };
    },
    request: (what) => {
      requests[what].run(id);
    },
    close: () => database.close(),
  };
}
