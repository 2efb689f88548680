import { printableLines } from '../data/text/quoted';
import { messageOf } from '../log/message-of';
import { list, shellWord } from '../log/words';
import { DivergedError } from '../loop/diverged-error';
import { ReplicaError } from '../loop/replicas/replica-error';
import { defaultLossOptions, lossOptionNames, lossOptions, lossOptionsOf } from '../nets/methods';
import { MissingImagesError } from '../photos/check/missing-images-error';
import { isLinkOut } from '../photos/reading/photo-files';
import { UnreadableImageError } from '../photos/unreadable-image-error';
import type { Job } from '../run/job';
import { FolderInUseError } from '../run/lock/folder-in-use-error';
import {
  CheckpointError,
  FolderTakenError,
  NoImagesError,
  NoRunError,
  OtherArithmeticError,
  OtherDataError,
  OtherOptionError,
  type PreviousCheckpoint,
  RunStoppedError,
  StageDivergedError,
  UnreadOptionError,
} from '../run/run-errors';
import { flagOf } from './flag-of';

/**
 * What a person at a terminal is told of an error: what happened, and the flags that mend it.
 *
 * @param job where the error is of one
 * @param resumes whether the command can go on with a run; the demo, which trains a job, cannot
 */
export function explain(error: unknown, job?: Job, resumes = true): string {
  return printableLines(withAdvice(error, job, resumes));
}

function withAdvice(error: unknown, job: Job | undefined, resumes: boolean): string {
  const naming = [UnreadOptionError, OtherOptionError, StageDivergedError].find(
    (type) => error instanceof type,
  );
  if (naming) return (error as InstanceType<typeof naming>).messageWith(flagOf);
  const advice = adviceOn(error, job, resumes);
  return advice ? `${messageOf(error)} ${advice}` : messageOf(error);
}

function adviceOn(error: unknown, job: Job | undefined, resumes: boolean): string | undefined {
  const out = flagOf('out');
  const resume = flagOf('resume');
  if (error instanceof DivergedError) return againstDivergence(error, job);
  if (error instanceof FolderTakenError) {
    return error.holdsRun && resumes
      ? `Go on with it by adding ${resume}, or choose another folder with ${out}.`
      : `Choose another folder with ${out}.`;
  }
  if (error instanceof FolderInUseError) return `Or choose another folder with ${out}.`;
  if (error instanceof NoRunError) {
    if (error.lacksLog) return undefined;
    return error.exists ? `Name the run's folder with ${out}.` : `Leave ${resume} out to start one.`;
  }
  if (error instanceof CheckpointError)
    return error.previous && fromPrevious(error.path, error.previous, resume);
  if (error instanceof OtherArithmeticError) return `${flagOf('otherArithmetic')} goes on all the same.`;
  if (error instanceof OtherDataError) return `It is what ${flagOf('data')} names.`;
  if (error instanceof NoImagesError) {
    const other = has(job, 'images') ? `, or ${flagOf('images')},` : '';
    return `Is ${flagOf('data')}${other} the folder that they lie in?`;
  }
  if (error instanceof ReplicaError)
    return resumes && error.isSaved ? `${resume} goes on from its last checkpoint.` : undefined;
  if (error instanceof RunStoppedError)
    return resumes && error.isSaved ? `${resume} goes on from it.` : undefined;
  if (error instanceof UnreadableImageError) {
    return withLinks(isLinkOut(error.image.reason), job, `${flagOf('skipBadImages')} goes on without it.`);
  }
  if (error instanceof MissingImagesError) {
    const other = `${flagOf('images')} names the folder that the paths of the lists start from`;
    const without = error.emptyList === undefined ? `, ${flagOf('skipBadImages')} goes on without them` : '';
    return withLinks(error.hasLinksOut, job, `${other}${without}.`);
  }
  return undefined;
}

/** Whether a job has an option of its own. */
function has(job: Job | undefined, option: string): boolean {
  return job?.options !== undefined && Object.hasOwn(job.options, option);
}

/** What a refused link adds to an advice, where the job has the option. */
function withLinks(hasLinks: boolean, job: Job | undefined, advice: string): string {
  if (!hasLinks || (job && !has(job, 'followLinks'))) return advice;
  return `${flagOf('followLinks')} reads what links lead to, wherever it lies; ${advice}`;
}

/** How a run goes on from the checkpoint before a damaged one. */
function fromPrevious(last: string, { path, epoch, step }: PreviousCheckpoint, resume: string): string {
  const move = `${process.platform === 'win32' ? 'move' : 'mv'} ${shellWord(path)} ${shellWord(last)}`;
  const where = step === 0 ? `after epoch ${epoch}` : `in epoch ${epoch + 1} after step ${step}`;
  return `The checkpoint before it, ${where}, is whole. To go on from that one, put it in its place and call the same with ${resume} again:\n  ${move}`;
}

/**
 * Which options of the method and of the job make smaller steps. Some methods have none: then it is the job's learning rate
 * that has to be changed, in its recipe.
 */
function againstDivergence({ method, options }: DivergedError, job: Job | undefined): string {
  const values: Record<string, unknown> = { ...(options ?? defaultLossOptions(method)) };
  const ofMethod = lossOptionNames.filter(
    (name) => lossOptions[name].weighsLoss && lossOptionsOf[method].includes(name) && values[name] !== 0,
  );
  const ofJob = ['learningRate'].filter((name) => job && name in (job.options ?? {}));
  const flags = [...ofMethod, ...ofJob].map(flagOf);
  return flags.length > 0
    ? `Start another run with a smaller ${list(flags, 'or')}.`
    : `The method ${method} has no option that makes smaller steps: lower the learning rate in the job's recipe.`;
}
