import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parseRunLog } from '../log/parse-run-log';
import type { RunLog } from '../log/run-log';
import { methods } from '../nets/methods';
import { reportHtml } from '../report/report-html';
import { FileError, writeFileAtomically } from './atomic-file';
import { pageAssets } from './page-assets';

/**
 * Writes one self-contained HTML page about one or several runs, finished or not.
 *
 * @param runFolders Folders with a `log.jsonl` each, such as `runs/mbib-0`.
 * @param outFile The page, replaced if it exists.
 * @throws {Error} If a log is missing, empty or broken (naming file and line), or the page cannot be written.
 * @example
 * ```ts
 * import { writeReport } from 'mbib/jobs';
 *
 * declare const runs: string[]; // folders of runs: 'runs/ce-0', 'runs/mbib-0'
 * await writeReport(runs, 'runs/report.html');
 * ```
 */
export async function writeReport(runFolders: string[], outFile: string): Promise<void> {
  if (runFolders.length === 0) throw new Error('runFolders is empty: name at least one run to report on');
  const runs = await Promise.all(runFolders.map(readRun));
  await writeFileAtomically(outFile, reportHtml(runs, methods, await pageAssets()));
}

async function readRun(folder: string): Promise<RunLog> {
  const file = join(folder, 'log.jsonl');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new FileError(`Cannot read the log ${file}`, error);
  });
  return parseRunLog(text, basename(resolve(folder)), file);
}
