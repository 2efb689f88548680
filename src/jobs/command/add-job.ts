import { type Command, Option } from 'commander';
import { backendNames } from '../backend/start-backend';
import { quantisations } from '../classifier/quantise/quantise';
import type { MethodRegistry } from '../nets/method-registry';
import { type LossOptions, lossOptionNames, lossOptions, methodNames, methods } from '../nets/methods';
import { methodTitle } from '../report/method-title';
import { InterruptedError } from '../run/interrupt';
import type { Job, JobOptions } from '../run/job';
import { assertOwnNames, checkOf, commonOptions, type JobOption, placeOptions } from '../run/job-options';
import { runJob } from '../run/run-job';
import { explain } from './explain';
import { flagOf } from './flag-of';
import { addHelp } from './help/add-help';
import { batchOptionsHelp } from './help/batch-options-help';
import { lossOptionHelp } from './help/loss-option-help';
import { methodsHelp } from './help/methods-help';
import { numberThat, oneOf } from './option-values';
import { tellResult } from './telling/tell-result';
import { tellTerminal } from './telling/tell-terminal';

/** How a job is started. */
export interface JobStart {
  /** Address of the module that offers it, with which replicas start; undefined where there is none. */
  program?: string | undefined;
  /** How a person starts it: `npx mbib train digits`. */
  start?: string;
}

/**
 * Lets a command train a job: its own options, those of every job, and the training.
 *
 * @param command gets the options and the action
 * @throws RangeError where the job calls an option of its own as one is called that every job has
 */
export function addJob(
  command: Command,
  job: Job,
  { program, start = `npx mbib train ${job.name}` }: JobStart = {},
): Command {
  assertOwnNames(job.options ?? {});
  command.description(job.title).optionsGroup('The run:');
  for (const [name, option] of Object.entries({ ...job.options, ...trainingOptions(job) })) {
    command.addOption(asOption(name, option).helpGroup(headingOf(name)));
  }
  const words = exampleWords(job);
  const { method, epochs } = job.defaults({});
  const length = epochs === 1 ? 'one epoch' : `${epochs} epochs`;
  addHelp(command, start, {
    sections: (width) => methodsHelp(width, methodsOf(job)),
    examples: [
      [words, `${methodTitle(method, methods)} for ${length}`],
      [[...words, '--method', 'ce', '--seed', '1', '--out', 'runs/ce-1'], 'another method and seed'],
      [[...words, '--out', 'runs/ce-1', '--resume'], 'go on with that run after an interruption'],
    ],
    guide: job.guide,
  });
  return command.action((given) => train(job, given, program));
}

/** The methods that a job trains. */
function methodsOf({ methods: names = methodNames }: Job): MethodRegistry {
  return Object.fromEntries(names.map((name) => [name, methods[name]]));
}

/** Under which heading the help has an option. */
function headingOf(name: string): string {
  if (Object.hasOwn(lossOptions, name)) return 'Losses:';
  if (Object.hasOwn(batchOptionsHelp, name)) return 'Batches:';
  if (['method', 'teacher', 'epochs', 'seed'].includes(name)) return 'Training:';
  return Object.hasOwn({ ...commonOptions, ...placeOptions }, name) ? 'The run:' : 'Options of this job:';
}

/** The options without which an example of a job would not run. */
export function exampleWords({ options = {} }: Job): string[] {
  return Object.entries(options).flatMap(([name, { required, example, value }]) => {
    const shown = example ?? (required ? value?.toUpperCase() : undefined);
    return shown === undefined ? [] : [flagOf(name), shown];
  });
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
  else if (choices) {
    // All methods stand in sections of their own below the options.
    if (name !== 'method') made.choices(choices as readonly string[]);
    made.argParser(oneOf(choices as readonly string[]));
  }
  return made.makeOptionMandatory(required);
}

function areNumbers(choices: JobOption['choices']): boolean {
  return typeof choices?.[0] === 'number';
}

/** Of a job that trains methods with a teacher. */
function teacherOption(job: Job): Record<string, JobOption> {
  const taught = Object.entries(methodsOf(job)).filter(([, { needsTeacher }]) => needsTeacher);
  if (taught.length === 0) return {};
  const names = taught.map(([name]) => name).join(', ');
  const text = `the finished run, or the classifier, that the method learns from; needed by ${names}, and by no other`;
  return { teacher: { value: 'folder', text } };
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
    text: lossOptionHelp(name, loss[name], ofJob),
  });
  const ofJob = methodsOf(job);
  const isRead = (name: string) => Object.values(ofJob).some(({ options }) => name in options);
  return {
    method: {
      value: 'name',
      text: `what to train, one of the methods below (default: ${method})`,
      choices: job.methods ?? methodNames,
    },
    epochs: {
      ...whole,
      ...commonOptions.epochs,
      text: `length of the training, in epochs (default: ${epochs})`,
    },
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
    ...Object.fromEntries(lossOptionNames.filter(isRead).map((name) => [name, lossOption(name)])),
    ...teacherOption(job),
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
