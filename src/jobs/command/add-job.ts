import { type Command, Option } from 'commander';
import { backendNames } from '../backend/start-backend';
import { quantisations } from '../classifier/quantise/quantise';
import { type LossOptions, lossOptionNames, lossOptions, methodNames } from '../nets/methods';
import { InterruptedError } from '../run/interrupt';
import type { Job, JobOptions } from '../run/job';
import { assertOwnNames, checkOf, commonOptions, type JobOption } from '../run/job-options';
import { runJob } from '../run/run-job';
import { explain } from './explain';
import { flagOf } from './flag-of';
import { batchOptionsHelp } from './help/batch-options-help';
import { lossOptionHelp } from './help/loss-option-help';
import { methodsHelp } from './help/methods-help';
import { numberThat } from './option-values';
import { tellResult } from './tell-result';
import { tellTerminal } from './tell-terminal';

/**
 * Lets a command train a job: its own options, those of every job, and the training.
 *
 * @param command gets the options and the action
 * @param program address of the module that calls this, with which replicas start; undefined where there is none
 * @throws RangeError where the job calls an option of its own as one is called that every job has
 */
export function addJob(command: Command, job: Job, program?: string): Command {
  assertOwnNames(job.options ?? {});
  command.description(job.title);
  for (const [name, option] of Object.entries({ ...job.options, ...trainingOptions(job) })) {
    const added = asOption(name, option);
    if (Object.hasOwn(lossOptions, name)) added.helpGroup('Options of the losses:');
    command.addOption(added);
  }
  command.addHelpText('after', `\n${methodsHelp()}`);
  return command.action((given) => train(job, given, program));
}

async function train(job: Job, given: Partial<JobOptions>, program: string | undefined): Promise<void> {
  try {
    tellResult(await runJob(job, given, { tell: tellTerminal(), ...(program && { program }) }));
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    throw new Error(explain(error, job), { cause: error });
  }
}

function asOption(name: string, option: JobOption): Option {
  const { text, value, required = false, choices, number = areNumbers(choices), word } = option;
  const made = new Option(`${flagOf(name)}${value ? ` <${value}>` : ''}`, text);
  if (number) made.argParser(numberThat(checkOf(option), word));
  else if (choices) made.choices(choices as readonly string[]);
  return made.makeOptionMandatory(required);
}

function areNumbers(choices: JobOption['choices']): boolean {
  return typeof choices?.[0] === 'number';
}

/**
 * The options that every training job has. Defaults are named in the help but not filled in: a resumed run has its own, and
 * an option that was not given does not contradict them.
 */
function trainingOptions(job: Job): Record<string, JobOption> {
  const { method, epochs, microBatch: _, replicas = 1, seed, backend, ...loss } = job.defaults({});
  const number = { value: 'x', number: true } as const;
  const whole = { value: 'n', number: true } as const;
  const lossOption = (name: keyof LossOptions): JobOption => ({
    ...number,
    ...commonOptions[name],
    text: lossOptionHelp(name, loss[name]),
  });
  return {
    method: { value: 'name', text: `what to train (default: ${method})`, choices: methodNames },
    epochs: { ...whole, ...commonOptions.epochs, text: `length of the training (default: ${epochs})` },
    microBatch: {
      ...whole,
      ...commonOptions.microBatch,
      word: 'auto',
      text: 'images computed at once, to save memory, or auto; gradients are added up (default: the whole batch)',
    },
    replicas: {
      value: 'n',
      ...commonOptions.replicas,
      number: true,
      word: 'auto',
      text: `threads that compute a step together, each a part of the batch; auto is one a core (default: ${replicas})`,
    },
    ...batchOptionsHelp,
    ...Object.fromEntries(lossOptionNames.map((name) => [name, lossOption(name)])),
    seed: {
      ...whole,
      ...commonOptions.seed,
      text: `of weights, batch order and augmentation (default: ${seed})`,
    },
    backend: {
      value: 'name',
      text: `what computes; auto takes the fastest one that starts (default: ${backend})`,
      choices: backendNames,
    },
    out: { value: 'folder', text: 'folder of the run (default: one in runs/, named after the options)' },
    quantize: {
      value: 'form',
      text: 'store the weights of the classifier smaller; tfjs reads them as they are (default: float32)',
      choices: quantisations,
    },
    resume: { text: 'go on with the run in the folder, from its last checkpoint' },
    otherArithmetic: { text: 'resume where numbers are rounded otherwise, as by another version of Node' },
  };
}
