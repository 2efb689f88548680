import { type Command, Option } from 'commander';
import { assertWholeNumber, wholeNumberFrom } from '../../../checks';
import { awaited, relationOf } from '../../experiment/expand';
import type { ExperimentResults } from '../../experiment/results/experiment-results';
import { plural } from '../../log/words';
import { InterruptedError, watchInterrupt } from '../../run/interrupt';
import type { Job } from '../../run/job';
import { addHelp } from '../help/add-help';
import { numberThat } from '../option-values';
import { printLine, printText, printWarning } from '../terminal/print';
import { terminalOf } from '../terminal/terminal';
import type { RunPlaces } from './complete-run';
import { ExperimentBoard } from './experiment-board';
import { type OpenExperiment, openExperiment } from './open-experiment';
import { assertRedisUrl } from './queue/redis';
import { workFromQueue } from './queue/work-from-queue';
import { runIndex } from './run-index';
import { summaryTable } from './summary-table';
import { type FailedRun, workHere } from './work-here';
import { finishedIn, recordExperiment, writeExperiment } from './write-experiment';

/** The options of the command. */
interface Given {
  set: string[];
  out?: string;
  list?: boolean;
  index?: number;
  workers: number;
  queue?: string;
  lockSeconds: number;
  takeOver: boolean;
}

const defaults = { workers: 1, lockSeconds: 30 } as const;

/** Offers `mbib experiment`: many runs from one file, and one page about them. */
export function addExperiment(program: Command, jobs: readonly Job[], start = 'npx mbib'): void {
  const command = program
    .command('experiment')
    .description('train the runs that a file describes: a grid or a random search, over several seeds')
    .argument('<file>', 'the experiment, YAML or JSON')
    .option(
      '--set <name=value>',
      'sets an option of every run, or seeds, runs, job; may be repeated',
      collected,
    )
    .option('--out <folder>', "folder of the runs and their page (default: the file's, or one in runs/)")
    .addOption(
      new Option('--list', 'print the numbered runs and train none').conflicts(['index', 'queue', 'workers']),
    )
    .addOption(
      new Option('--index <i>', 'train run i alone, in this process: for array jobs')
        .argParser(numberThat(wholeNumberFrom(0)))
        .conflicts(['queue', 'workers']),
    )
    .addOption(
      new Option('--workers <n>', `runs at a time, each a process (default: ${defaults.workers})`)
        .argParser(numberThat(wholeNumberFrom(1)))
        .default(undefined),
    )
    .option('--queue <url>', 'share the runs with other machines by BullMQ in Redis: redis://host:6379')
    .option(
      '--lock-seconds <s>',
      `with --queue: a run goes to another process after so many seconds without a sign of the one that had it (default: ${defaults.lockSeconds})`,
      numberThat((argument: string, value: number) => assertWholeNumber(argument, value, 1)),
    )
    .option(
      '--take-over',
      'earlier processes, on another machine, have ended: take their folders; with --index those of the same run',
    )
    .action((file: string, given: Partial<Given>) => {
      assertHeard(given);
      return experiment(file, jobs, { ...defaults, takeOver: false, set: [], ...given });
    });
  addHelp(command, `${start} experiment`, {
    examples: [
      [['table9.yaml', '--list'], 'what would be trained'],
      [
        ['table9.yaml', '--workers', '2'],
        'all runs, two at a time; the same command goes on after an interruption',
      ],
      [['table9.yaml', '--set', 'job=digits', '--set', 'epochs=2'], 'the same on small data, shorter'],
    ],
    guide: 'docs/experiments.md',
  });
}

/** Throws where an option is given that would change nothing, or names no Redis. */
function assertHeard({ lockSeconds, queue, takeOver, list }: Partial<Given>): void {
  if (queue !== undefined) assertRedisUrl(queue);
  if (lockSeconds !== undefined && queue === undefined)
    throw new Error('--lock-seconds is for --queue, which is not given: leave it out');
  if (takeOver && queue !== undefined)
    throw new Error(
      '--take-over is not for --queue, which says itself when a process has ended: leave it out',
    );
  if (takeOver && list) throw new Error('--take-over is not for --list, which trains nothing: leave it out');
}

const collected = (value: string, before: string[] = []): string[] => [...before, value];

async function experiment(file: string, jobs: readonly Job[], given: Given): Promise<void> {
  const { set, out, list = false, index } = given;
  const open = await openExperiment(file, { jobs, set, out, listing: list });
  for (const note of open.notes) (list ? printWarning : printLine)(note);
  if (list) return printText(listOf(open));
  const { runs } = open.expansion;
  if (index !== undefined) {
    if (index >= runs.length)
      throw new Error(
        `--index must be in 0..${runs.length - 1}: ${file} has ${plural(runs.length, 'run')}, got ${index}`,
      );
    await recordExperiment(open);
    await runIndex(runs[index]!, { job: open.job, out: open.out, takesOver: given.takeOver });
    await tell(open);
    return;
  }
  const failed = await trainAll(open, given);
  assertFinished(await tell(open), failed);
}

/** A line a run: its number first, for `cut -d' ' -f1`. */
function listOf({ expansion: { runs } }: OpenExperiment): string {
  return runs
    .map((run) => {
      const { index, folder, label, seed } = run;
      const before = awaited(run);
      const from = before ? `, ${relationOf(run)} run ${before.index}` : '';
      return `${index} ${folder}  ${label}, seed ${seed}${from}`;
    })
    .join('\n');
}

async function trainAll(
  open: OpenExperiment,
  { workers = defaults.workers, queue, lockSeconds, takeOver: takesOver }: Given,
): Promise<FailedRun[]> {
  const {
    expansion,
    experiment: { name },
    job,
    out,
  } = open;
  const interrupt = watchInterrupt();
  const board = new ExperimentBoard(name, expansion.runs);
  try {
    await recordExperiment(open);
    const places: RunPlaces = { job, out, program: process.argv[1]!, signal: interrupt.aborted, takesOver };
    return queue === undefined
      ? await workHere(expansion.runs, workers, places, board)
      : await workFromQueue(expansion.runs, { url: queue, name, workers, lockSeconds }, places, board);
  } catch (error) {
    if (!interrupt.signal) throw error;
    const message = `Stopped. The same command goes on with the runs in ${out}: those that train from their checkpoints, second stages from their beginnings.`;
    throw new InterruptedError(interrupt.signal, { message, resumable: false });
  } finally {
    board.close();
    interrupt.dispose();
  }
}

/** Writes the page, and says where it is and what it shows. */
async function tell(open: OpenExperiment): Promise<ExperimentResults> {
  const results = await writeExperiment(open.out, await recordExperiment(open));
  const finished = finishedIn(results);
  printLine(`\n${summaryTable(results, terminalOf(process.stdout).width)}\n`);
  printLine(
    `${finished} of ${results.runs.length} ${results.runs.length === 1 ? 'run' : 'runs'} finished. report.html, results.csv and results.json are in ${open.out}`,
  );
  return results;
}

/** Throws where runs are not finished that should be: they failed, here or in a process that shared the queue. */
function assertFinished(results: ExperimentResults, failed: readonly FailedRun[]): void {
  const left = results.runs.length - finishedIn(results);
  if (failed.length === 0 && left > 0)
    throw new Error(
      `${plural(left, 'run')} could not be finished by another process of this experiment, which says why: call it again to try once more`,
    );
  if (failed.length === 0) return;
  const told = failed.map(({ run, reason }) => `  run ${run.index} (${run.folder}): ${reason}`).join('\n');
  throw new Error(`${plural(failed.length, 'run')} failed:\n${told}`);
}
