import { join } from 'node:path';
import { messageOf } from '../log/message-of';
import { RunLogError } from '../log/run-log-error';
import { secondStages } from '../log/second-stages';
import { methods } from '../nets/methods';
import { groupRuns } from '../report/grouping/data-sets';
import { reportHtml } from '../report/report-html';
import type { RunDetails } from '../report/tested/run-details';
import { FileError, writeFileAtomically } from './atomic-file';
import { pageAssets } from './page-assets';
import { readMistakes } from './pictures/mistakes-file';
import { readOutputs } from './reading/read-outputs';
import { type ReadRun, readRun } from './reading/read-run';
import { type FoundRun, runFolders } from './reading/run-folders';

/**
 * Writes one self-contained HTML page about one or several runs, finished or not. A run that is named twice is shown once. A last line
 * of a log that is cut short is left out, which the page says.
 *
 * @param paths Folders with a `log.jsonl` each, such as `runs/mbib-0`, or folders of such folders, such as `runs/demo`.
 * @param outFile The page, replaced if it exists.
 * @returns how many runs the page shows; one with the method, options and seed of another is left out, which the page says
 * @throws {Error} If a log is missing, empty or broken (naming file and line), or the page cannot be written. Of a folder of runs, a
 * run whose log has no whole line yet is left out, which the page says.
 * @example
 * ```ts
 * import { writeReport } from 'mbib/jobs';
 *
 * declare const runs: string[]; // folders of runs: 'runs/ce-0', 'runs/mbib-0'
 * await writeReport(runs, 'runs/report.html');
 * ```
 */
export async function writeReport(paths: string[], outFile: string): Promise<number> {
  if (paths.length === 0) throw new Error('runFolders is empty: name at least one run to report on');
  const found = await Promise.all((await runFolders(paths)).map(readOrLeave));
  const runs = found.filter((run) => typeof run !== 'string');
  const left = found.filter((run) => typeof run === 'string');
  if (runs.length === 0)
    throw new FileError(`Cannot report on ${paths.join(', ')}`, new Error(left.join(', ')));
  const details = new Map(
    await Promise.all(runs.map(async (run) => [run.log, await detailsOf(run)] as const)),
  );
  const logs = runs.map(({ log }) => log);
  const page = reportHtml(logs, titles, await pageAssets(), { details, notices: left });
  await writeFileAtomically(outFile, page, { shared: true });
  return groupRuns(logs, titles).flatMap(({ series }) => series.flatMap((each) => each.runs)).length;
}

/** Second stages come after the methods that networks are trained by. */
const titles = { ...methods, ...secondStages };

/** The run of a folder; of one that was found in another folder and has logged nothing yet, a sentence. */
async function readOrLeave({ path, name, isInside }: FoundRun): Promise<ReadRun | string> {
  try {
    return await readRun(path, name);
  } catch (error) {
    // An error of the whole log: it has no whole line.
    if (isInside && error instanceof RunLogError && error.line === undefined)
      return `Left out: ${error.message}.`;
    throw error;
  }
}

/** What else the folder of a run has. What cannot be read is told on the page, which has the rest all the same. */
async function detailsOf({ folder, isTorn }: ReadRun): Promise<RunDetails> {
  const problems: string[] = [];
  const readable = async <Read>(reading: Promise<Read>): Promise<Read | undefined> =>
    reading.catch((error) => {
      problems.push(messageOf(error));
      return undefined;
    });
  const outputs = await readable(readOutputs(folder));
  const hasUnreadableOutputs = problems.length > 0;
  const mistakes = await readable(readMistakes(join(folder, 'mistakes.json')));
  return { isTorn, outputs, hasUnreadableOutputs, mistakes, problems };
}
