import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';

/** One row of the trainer's own record of the training curve. */
export interface LossRow {
  /** Steps done, counted from 1; the trainer's file counts from 0. */
  step: number;
  loss: number | null;
  lr: number | null;
}

/** Most rows taken at once, so that a long curve does not hold up everything else. */
const rowsAtOnce = 2_000;

/** Reads what was added to the curve since the last time. */
export interface LossLog {
  exists(): boolean;
  /** Never throws for a file that is missing or being made: the rows come the next time. */
  readNew(): LossRow[];
  close(): void;
}

/** Follows the file that the trainer writes with `logging.use_ui_logger`; it may not be there yet. */
export function openLossLog(file: string): LossLog {
  let database: Database.Database | null = null;
  let select: Database.Statement<[number, number], { step: number; loss: number | null; lr: number | null }>;
  let lastIndex = -1;

  const open = () => {
    database = new Database(file, { readonly: true, fileMustExist: true, timeout: 200 });
    select = database.prepare(
      `SELECT s.step AS step,
              max(CASE m.key WHEN 'loss/loss' THEN m.value_real END) AS loss,
              max(CASE m.key WHEN 'learning_rate' THEN m.value_real END) AS lr
       FROM steps s LEFT JOIN metrics m ON m.step = s.step
       WHERE s.step > ? GROUP BY s.step ORDER BY s.step LIMIT ?`,
    );
  };
  const close = () => {
    database?.close();
    database = null;
  };

  return {
    exists: () => database !== null || existsSync(file),
    readNew() {
      try {
        if (database === null) {
          if (!existsSync(file)) return [];
          open();
        }
        const rows = select.all(lastIndex, rowsAtOnce);
        lastIndex = rows.at(-1)?.step ?? lastIndex;
        return rows.map(({ step, loss, lr }) => ({ step: step + 1, loss, lr }));
      } catch {
        // Tables that are not made yet, or a lock that took too long.
        close();
        return [];
      }
    },
    close,
  };
}
