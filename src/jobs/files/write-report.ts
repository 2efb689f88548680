import { realpath } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parseRunLog } from '../log/parse-run-log';
import type { RunLog } from '../log/run-log';
import { secondStages } from '../log/second-stages';
import { methods } from '../nets/methods';
import { reportHtml } from '../report/report-html';
import { writeFileAtomically } from './atomic-file';
import { pageAssets } from './page-assets';
import { readLog } from './reading/read-log';

/**
 * Writes one self-contained HTML page about one or several runs, finished or not. A run that is named twice is shown once.
 *
 * @param runFolders Folders with a `log.jsonl` each, such as `runs/mbib-0`.
 * @param outFile The page, replaced if it exists.
 * @returns how many runs the page shows
 * @throws {Error} If a log is missing, empty or broken (naming file and line), or the page cannot be written.
 * @example
 * ```ts
 * import { writeReport } from 'mbib/jobs';
 *
 * declare const runs: string[]; // folders of runs: 'runs/ce-0', 'runs/mbib-0'
 * await writeReport(runs, 'runs/report.html');
 * ```
 */
export async function writeReport(runFolders: string[], outFile: string): Promise<number> {
  if (runFolders.length === 0) throw new Error('runFolders is empty: name at least one run to report on');
  const runs = await Promise.all((await distinct(runFolders)).map(readRun));
  await writeFileAtomically(outFile, reportHtml(runs, titles, await pageAssets()), { shared: true });
  return runs.length;
}

/** Second stages come after the methods that networks are trained by. */
const titles = { ...methods, ...secondStages };

/** Each folder once, whatever links and spellings name it: twice, a run would count as two seeds. */
async function distinct(folders: readonly string[]): Promise<string[]> {
  // Of a log that cannot be found, reading says what is wrong.
  const keys = await Promise.all(
    folders.map((folder) => realpath(join(folder, 'log.jsonl')).catch(() => resolve(folder))),
  );
  return folders.filter((_, i) => keys.indexOf(keys[i]!) === i);
}

async function readRun(folder: string): Promise<RunLog> {
  const file = join(folder, 'log.jsonl');
  return parseRunLog(await readLog(file), basename(resolve(folder)), file);
}
