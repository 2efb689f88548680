import type { Command } from 'commander';
import { writeReport } from '../files/write-report';
import { mbibVersion } from '../log/mbib-version';
import { plural } from '../log/words';
import type { Job } from '../run/job';
import { replicaRequest } from '../run/replicas/replica-request';
import { serveReplica } from '../run/replicas/serve-replica';
import { addJob, exampleWords } from './add-job';
import { servingCommand } from './apart/job-messages';
import { serveJob } from './apart/serve-job';
import { addCheck } from './classifier/check-command';
import { addEvaluate } from './classifier/evaluate-command';
import { addPredict } from './classifier/predict-command';
import { assertSeeds, demo, demoDefaults, demoJob } from './demo/demo';
import { addExperiment } from './experiment/add-experiment';
import { readRecord, writeExperiment } from './experiment/write-experiment';
import { addFinetune } from './finetune/finetune-command';
import { addHelp } from './help/add-help';
import { newProgram } from './help/new-program';
import { numberThat } from './option-values';
import { parseAndExit } from './parse-and-exit';
import { addressOfProgram, startOfProgram } from './start-of';
import { printLine } from './terminal/print';

/**
 * The command `mbib`, by the words of the command line: `train` with several jobs, `finetune`, `experiment`,
 * `predict`, `evaluate` and `check`, `report`, and `demo` where one of the jobs is called `digits`. Ends the process: with code 0, with 1 and a sentence where something cannot be done, or with 130, 143
 * or 129 where Ctrl-C, SIGTERM or SIGHUP stopped a run.
 *
 * @param jobs what `mbib train` offers, in the order of its help
 *
 * @example
 * ```ts
 * import { type Job, runCommand } from 'mbib/jobs';
 *
 * declare const birds: Job;
 * declare const digits: Job;
 * await runCommand([birds, digits]); // npx tsx train.ts train birds --epochs 3
 * ```
 */
export function runCommand(jobs: readonly Job[]): Promise<never> {
  const request = replicaRequest();
  if (request) return serveReplica(request, jobs);
  const url = addressOfProgram();
  const program = newProgram('mbib')
    .description(
      'Long-tailed recognition with balanced information bottlenecks (BIB, MBIB), in TensorFlow.js.',
    )
    .version(mbibVersion, '--version', 'print the version of mbib');
  const start = startOfProgram(program.name());
  const hasDemo = jobs.some(({ name }) => name === demoJob);

  program.commandsGroup('Train:');
  if (hasDemo) addDemo(program, start);
  const train = program.command('train').description('train a method on a long-tailed data set');
  for (const job of jobs) {
    addJob(train.command(job.name), job, { program: url, start: `${start} train ${job.name}` });
  }
  addFinetune(program, jobs, start);
  addExperiment(program, jobs, start);

  program.commandsGroup('Look at data and results:');
  addCheck(program, jobs, start);
  addReport(program, start);
  addEvaluate(program, start);
  addPredict(program, start);

  program
    .command(servingCommand, { hidden: true })
    .description('train the job that the process which starts this one asks for')
    .action(async () => process.exit(await serveJob(jobs, url)));

  addHelp(train, `${start} train`, {
    examples: jobs.map((job) => [[job.name, '--help'], `the options of: ${job.title}`]),
  });
  addHelp(program, start, {
    examples: [
      ...(hasDemo ? [[['demo'], 'cross entropy against MBIB, without any data of yours'] as const] : []),
      ...jobs.slice(0, 1).map((job) => [['train', job.name, ...exampleWords(job)], job.title] as const),
      [['help', 'train'], 'the help of a command'],
    ],
    guide: 'README.md',
  });
  return parseAndExit(program, start);
}

/** Offers the page about runs. */
function addReport(program: Command, start: string): void {
  const command = program
    .command('report')
    .description('one page that compares runs, finished or not, or shows an experiment')
    .argument(
      '<run...>',
      'folders of runs, or folders of such folders (runs/demo), or that of one experiment',
    )
    .option('--out <file>', 'the page; replaced if it exists', 'report.html')
    .action((runs: string[], { out }: { out: string }) => report(runs, out));
  addHelp(command, `${start} report`, {
    examples: [
      [['runs/ce', 'runs/mbib'], 'two runs on one page'],
      [['runs/table9', '--out', 'table9.html'], 'the page of an experiment'],
    ],
    guide: 'docs/report.md',
  });
}

async function report(runs: string[], out: string): Promise<void> {
  const record = runs.length === 1 ? await readRecord(runs[0]!) : undefined;
  if (record) {
    const { runs: shown } = await writeExperiment(runs[0]!, record, out);
    printLine(`The report of an experiment of ${plural(shown.length, 'run')} is in ${out}`);
    return;
  }
  const shown = await writeReport(runs, out);
  const twice = shown < runs.length ? ' (a run counts once, where it is named or copied more than once)' : '';
  printLine(`The report of ${plural(shown, 'run')} is in ${out}${twice}`);
}

/** Offers the demo, which trains one of the program's jobs. */
function addDemo(program: Command, start: string): void {
  const command = program
    .command('demo')
    .description(
      `cross entropy against MBIB on the bundled digits, ${demoDefaults.seeds} seeds each, in about a minute`,
    )
    .option(
      '--seeds <n>',
      `trainings of each method (default: ${demoDefaults.seeds})`,
      numberThat(assertSeeds),
    )
    .option('--out <folder>', 'folder of the results (default: runs/demo, or the next free number)')
    .action((options) => demo(options));
  addHelp(command, `${start} demo`, {
    examples: [
      [[], `${2 * demoDefaults.seeds} trainings and their report`],
      [['--seeds', '10', '--out', 'runs/demo-10'], 'more seeds, which tell smaller differences'],
    ],
    guide: 'docs/digits.md',
  });
}
