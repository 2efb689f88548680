import { type Command, Option } from 'commander';
import { backendNames } from '../backend/backend';
import { methodNames } from '../nets/methods';
import { type Job, type JobOption, runJob } from '../run/job';
import type { JobDefaults, JobOptions } from '../run/run';
import { flagOf } from './flags';
import { lossOptionHelp, lossOptionNames } from './loss-option-help';
import { notNegative, oneOf, wholeNumber } from './option-values';
import { tellResult } from './tell-result';

/**
 * Lets a command train a job: its own options, those of every job, and the training.
 *
 * @param command gets the options and the action
 */
export function addJob(command: Command, job: Job): Command {
  command.description(job.title);
  for (const [name, option] of Object.entries(job.options ?? {})) command.addOption(asOption(name, option));
  return addJobOptions(command, job.defaults({})).action(async (given) =>
    tellResult(await runJob(job, given)),
  );
}

function asOption(name: string, { text, value, required = false, choices, read }: JobOption): Option {
  const option = new Option(`${flagOf(name)}${value ? ` <${value}>` : ''}`, text);
  const reader = read ?? (areNumbers(choices) ? oneOf(choices) : undefined);
  if (reader) option.argParser(reader);
  else if (choices) option.choices(choices as readonly string[]);
  return option.makeOptionMandatory(required);
}

function areNumbers(choices: JobOption['choices']): choices is readonly number[] {
  return typeof choices?.[0] === 'number';
}

/**
 * Adds the options that every training job has. Defaults are named in the help but not filled in: a resumed run has its
 * own, and an option that was not given does not contradict them.
 *
 * @param defaults of the job, for the help
 */
function addJobOptions(
  command: Command,
  { method, epochs, seed, backend, ...loss }: JobDefaults<JobOptions>,
): Command {
  command
    .addOption(new Option('--method <name>', `what to train (default: ${method})`).choices(methodNames))
    .option('--epochs <n>', `length of the training (default: ${epochs})`, wholeNumber(1));
  for (const name of lossOptionNames) {
    command.option(`${flagOf(name)} <x>`, lossOptionHelp(name, loss[name]), notNegative);
  }
  return command
    .option(
      '--seed <n>',
      `of weights, batch order and augmentation (default: ${seed})`,
      wholeNumber(0, 2 ** 32 - 1),
    )
    .addOption(
      new Option(
        '--backend <name>',
        `what computes; auto takes the fastest one that starts (default: ${backend})`,
      ).choices(backendNames),
    )
    .option('--out <folder>', 'folder of the run (default: one in runs/, named after the options)')
    .option('--resume', 'go on with the run in the folder, from its last checkpoint');
}
