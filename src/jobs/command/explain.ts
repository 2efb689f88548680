import { messageOf } from '../log/message-of';
import { DivergedError } from '../loop/diverged-error';
import { defaultLossOptions, type LossOptions, lossOptionsOf } from '../nets/methods';
import { UnreadableImageError } from '../photos/unreadable-image-error';
import type { Job, JobOptions } from '../run/job';
import {
  FolderTakenError,
  NoImagesError,
  NoRunError,
  OtherDataError,
  OtherOptionError,
  RunStoppedError,
  UnreadOptionError,
} from '../run/run-errors';
import { flagOf } from './flag-of';

/** The run that an error is of, as far as its advice depends on it. */
export interface ExplainedRun {
  job: Job;
  /** What the command line gave. */
  given: Partial<JobOptions>;
}

/**
 * What a person at a terminal is told of an error: what happened, and the flags that mend it.
 *
 * @param run where the error is of one
 */
export function explain(error: unknown, run?: ExplainedRun): string {
  const advice = adviceOn(error, run);
  if (error instanceof UnreadOptionError) {
    return `${flagOf(error.option)} has no effect with ${flagOf('method')} ${error.method}; leave it out.`;
  }
  if (error instanceof OtherOptionError) return otherOption(error);
  return advice ? `${messageOf(error)} ${advice}` : messageOf(error);
}

function adviceOn(error: unknown, run: ExplainedRun | undefined): string | undefined {
  const out = flagOf('out');
  const resume = flagOf('resume');
  if (error instanceof DivergedError) return againstDivergence(error, run);
  if (error instanceof FolderTakenError) {
    return error.holdsRun
      ? `Go on with it by adding ${resume}, or choose another folder with ${out}.`
      : `Choose another folder with ${out}.`;
  }
  if (error instanceof NoRunError) {
    return error.exists ? `Name the run's folder with ${out}.` : `Leave ${resume} out to start one.`;
  }
  if (error instanceof OtherDataError) return `It is what ${flagOf('data')} names.`;
  if (error instanceof NoImagesError) return `Is ${flagOf('data')} the folder that they lie in?`;
  if (error instanceof RunStoppedError) return `${resume} goes on from it.`;
  if (error instanceof UnreadableImageError) return `${flagOf('skipBadImages')} goes on without it.`;
  return undefined;
}

function otherOption({ path, option, recorded, given }: OtherOptionError): string {
  const flag = flagOf(option);
  const was = recorded === undefined ? `no ${flag}` : `${flag} ${recorded}`;
  return (
    `The run in ${path} was started with ${was}, not ${given}. ` +
    `Resume it with the options it has (those left out are taken from it), or start another with ${flagOf('out')}.`
  );
}

/** Options that weigh a part of a loss: smaller ones make smaller steps. */
const lossWeights = ['beta', 'a', 'b'] as const satisfies readonly (keyof LossOptions)[];

/**
 * Which options of the method and of the job make smaller steps. Some methods have none: then it is the job's learning rate
 * that has to be changed, in its recipe.
 */
function againstDivergence({ method }: DivergedError, run: ExplainedRun | undefined): string {
  const values = { ...defaultLossOptions(method), ...run?.job.defaults(run.given), ...run?.given };
  const ofMethod = lossWeights.filter((name) => lossOptionsOf[method].includes(name) && values[name] > 0);
  const ofJob = ['learningRate'].filter((name) => run && name in (run.job.options ?? {}));
  const flags = [...ofMethod, ...ofJob].map(flagOf);
  return flags.length > 0
    ? `Start another run with a smaller ${alternatives(flags)}.`
    : `The method ${method} has no option that makes smaller steps: lower the learning rate in the job's recipe.`;
}

/** 'a', 'a or b', 'a, b or c'. */
function alternatives(words: readonly string[]): string {
  return words.length === 1 ? words[0]! : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
