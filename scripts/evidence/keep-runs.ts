import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { wholeLines } from '../../src/jobs/files/reading/whole-lines';
import { parseRunLog } from '../../src/jobs/log/parse-run-log';

/** What is kept of a run that its log does not say. */
export const FACTS = 'kept.json';

/**
 * Copies log and metrics of each run into a folder that is named after its method and seed; of a run that is not finished, the log as far as
 * it got. A run that is kept already is written anew.
 *
 * @param folders of runs
 * @param into the folder of those that are kept
 * @param commit that trained them, where their logs do not say it
 * @returns a line for people for each
 * @throws Error where another run of the same method and seed is kept already, or a log does not say which commit trained it
 */
export function keepRuns(folders: readonly string[], into: string, commit: string | undefined): string[] {
  return folders.map((folder) => {
    const name = basename(resolve(folder));
    const log = join(folder, 'log.jsonl');
    if (!existsSync(log)) return `${folder} has no log.`;
    // The last line of a run under way may be cut short.
    const text = new TextDecoder().decode(wholeLines(readFileSync(log)).bytes);
    const run = parseRunLog(text, name, log);
    if (run.epochs.length === 0) return `${folder} has no finished epoch.`;
    const known = run.start.commit ?? commit;
    if (known === undefined) throw new Error(`${log} does not say which commit trained it: give --commit`);
    const kept = join(into, `${run.start.method}-${run.start.options.seed}`);
    assertSameRun(join(kept, 'log.jsonl'), text, folder);
    mkdirSync(kept, { recursive: true });
    writeFileSync(join(kept, 'log.jsonl'), text);
    if (run.end) copyFileSync(join(folder, 'metrics.json'), join(kept, 'metrics.json'));
    writeFileSync(join(kept, FACTS), `${JSON.stringify({ commit: known }, null, 2)}\n`);
    const far = run.end ? '' : `, ${run.epochs.length} of ${run.start.epochs} epochs so far`;
    return `${folder} is kept in ${kept}${far}.`;
  });
}

function assertSameRun(kept: string, text: string, folder: string): void {
  if (!existsSync(kept)) return;
  const firstLine = (log: string) => log.slice(0, log.indexOf('\n'));
  // It has the time at which the run was started.
  if (firstLine(readFileSync(kept, 'utf8')) !== firstLine(text))
    throw new Error(
      `${kept} is of another run of the same method and seed than ${folder}: delete one of them`,
    );
}
