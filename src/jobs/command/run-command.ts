import { Command } from 'commander';
import { version } from '../../../package.json';
import { writeReport } from '../files/write-report';
import type { Job } from '../run/job';
import { demo, demoDefaults } from './demo';
import { addJob } from './job-command';
import { wholeNumber } from './option-values';
import { parseAndExit } from './parse-and-exit';

/**
 * The command `mbib`: jobs under one name, the demo, and reports. Ends the process.
 *
 * @param jobs what `mbib train` offers, in the order of its help
 *
 * @example
 * ```ts
 * await runCommand([cifar100, digits]);
 * ```
 */
export function runCommand(jobs: readonly Job[]): Promise<never> {
  const program = new Command('mbib')
    .description(
      'Long-tailed recognition with balanced information bottlenecks (BIB, MBIB), in TensorFlow.js.',
    )
    .version(version, '--version', 'print the version of mbib');

  const train = program.command('train').description('train a method on a long-tailed data set');
  for (const job of jobs) addJob(train.command(job.name), job);

  program
    .command('demo')
    .description('cross entropy against MBIB on the bundled digits, five seeds each, in about a minute')
    .option('--seeds <n>', `trainings of each method (default: ${demoDefaults.seeds})`, wholeNumber(1, 100))
    .option('--out <folder>', 'folder of the results (default: runs/demo, or the next free number)')
    .action(demo);

  program
    .command('report')
    .description('one page that compares runs, finished or not')
    .argument('<run...>', 'folders of runs, each with a log.jsonl')
    .option('--out <file>', 'the page; replaced if it exists', 'report.html')
    .action(async (runs: string[], { out }: { out: string }) => {
      await writeReport(runs, out);
      console.log(`The report of ${runs.length === 1 ? '1 run' : `${runs.length} runs`} is in ${out}`);
    });

  return parseAndExit(program, 'npx mbib');
}
