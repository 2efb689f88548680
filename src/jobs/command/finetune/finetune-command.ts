import { type Command, Option } from 'commander';
import { backendNames } from '../../backend/start-backend';
import { quantisations } from '../../classifier/quantise/quantise';
import {
  type FinetuneMethod,
  type FinetuneOptions,
  finetuneChecks,
  finetuneMethods,
  stageForms,
} from '../../run/finetune/finetune-options';
import { finetuneRun } from '../../run/finetune/finetune-run';
import { InterruptedError } from '../../run/interrupt';
import type { Job } from '../../run/job';
import { checkOf, type JobOption } from '../../run/job-options';
import { explain } from '../explain';
import { flagOf } from '../flag-of';
import { addHelp } from '../help/add-help';
import { choiceOption, numberThat, oneOf } from '../option-values';
import { tellResult } from '../telling/tell-result';
import { tellTerminal } from '../telling/tell-terminal';

/** Adds `mbib finetune`: a second stage on a finished run. */
export function addFinetune(program: Command, jobs: readonly Job[], start = 'npx mbib'): void {
  const command = program
    .command('finetune')
    .description('train or change the last classifier of a finished run, on features that are computed once')
    .argument('<run>', 'folder of a finished run, with its checkpoint');
  for (const option of [...stageOptions(), ...readingOptions(jobs)]) command.addOption(option);
  addHelp(command, `${start} finetune`, {
    examples: [
      [['runs/ce', '--method', 'crt'], 'train the classifier anew on balanced batches'],
      [['runs/ce', '--method', 'tau-norm', '--tau', '0.7'], 'without training'],
    ],
    guide: 'docs/methods/README.md',
  });
  command.action(async (run: string, given: FinetuneOptions & Record<string, unknown>) => {
    try {
      tellResult(await finetuneRun(jobs, run, given, { tell: tellTerminal() }));
    } catch (error) {
      if (error instanceof InterruptedError) throw error;
      throw new Error(explain(error), { cause: error });
    }
  });
}

function stageOptions(): Option[] {
  const number = (name: keyof FinetuneOptions & keyof typeof finetuneChecks, value: string, text: string) =>
    new Option(`${flagOf(name)} <${value}>`, text).argParser(numberThat(finetuneChecks[name].check));
  return [
    choiceOption('--method <name>', 'the second stage', finetuneMethods).makeOptionMandatory(),
    number('epochs', 'n', `length of its training (default: ${defaultsOf('epochs')})`),
    number('batchSize', 'n', `samples in a step (default: ${defaultsOf('batchSize')})`),
    number('learningRate', 'x', `at first; it falls to 0 (default: ${defaultsOf('learningRate')})`),
    number(
      'weightDecay',
      'x',
      `strength of the pull of the trained weights towards 0 (default: ${defaultsOf('weightDecay')})`,
    ),
    number(
      'tau',
      'x',
      'of tau-norm and logit-adjustment; needed where the run has no validation images (default: the best on these)',
    ),
    number('rho', 'x', 'exponent of the class weights of disalign, in -10..10 (default: 1.2)'),
    number('seed', 'n', 'of what is random (default: that of the run)'),
    choiceOption('--backend <name>', 'what computes (default: that of the run)', backendNames),
    new Option('--out <folder>', "folder of the second stage (default: the run's, with its name behind)"),
    choiceOption('--quantize <form>', 'store the weights of the classifier smaller', quantisations),
    new Option('--resume', 'do a second stage again that was interrupted, in its folder'),
  ];
}

/** The defaults of a setting, method by method: '10, lws 5'. */
function defaultsOf(setting: 'epochs' | 'batchSize' | 'learningRate' | 'weightDecay'): string {
  const trained = finetuneMethods.flatMap((method: FinetuneMethod) => {
    const value = stageForms[method].settings?.[setting];
    return value === undefined ? [] : [`${method} ${value}`];
  });
  return trained.join(', ');
}

/** The options of all jobs that say how data is read; which of them a run needs, its job says. */
function readingOptions(jobs: readonly Job[]): Option[] {
  const known = new Map<string, JobOption>();
  for (const { options = {}, reading = [] } of jobs) {
    for (const name of reading) if (!known.has(name)) known.set(name, options[name]!);
  }
  return Array.from(known, ([name, option]) => {
    const text = name === 'data' ? 'the data of the run, as its training took it' : option.text;
    const made = new Option(`${flagOf(name)}${option.value ? ` <${option.value}>` : ''}`, text);
    if (option.number) return made.argParser(numberThat(checkOf(option)));
    return option.choices
      ? made
          .choices(option.choices as readonly string[])
          .argParser(oneOf(option.choices as readonly string[]))
      : made;
  });
}
