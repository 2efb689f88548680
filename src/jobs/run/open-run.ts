import { join } from 'node:path';
import { resolveOptions } from '../../options';
import type { Quantisation } from '../classifier/quantise/quantise';
import type { RecordedOptions, TeacherOfLog } from '../log/run-log';
import {
  batchDefaults,
  batchOptionNames,
  type ResolvedBatchOptions,
  type UselessOption,
  uselessBatchOptions,
} from '../loop/batch-options';
import { defaultLossOptions, lossOptionNames, lossOptionsOf, type MethodName } from '../nets/methods';
import type { Checkpoint } from './checkpoint';
import { assertRecordedOptions } from './checkpoints/assert-recorded-options';
import { readRunCheckpoint } from './checkpoints/read-run-checkpoint';
import { useCheckpoint } from './checkpoints/use-checkpoint';
import type { Job, JobOptions, RunPlace } from './job';
import { runOptions } from './job-options';
import type { RunLock } from './lock/run-lock';
import { OtherOptionError, UnreadOptionError } from './run-errors';
import type { Tell } from './run-events';
import { type RunFolder, runFolder, takeRunFolder } from './run-folder';
import { assertAskedTeacher } from './teacher/assert-asked-teacher';

/** A run before its data is loaded: nothing is written yet but the lock of its folder. */
export interface Run<Options extends JobOptions = JobOptions, Reading extends object = object> {
  job: string;
  /** What people call the data. */
  dataSet: string | undefined;
  folder: RunFolder;
  /** Holds the folder for this process, until whoever opened the run lets go of it. */
  lock: RunLock;
  options: Options;
  /** Names of the options that were asked for when the run was started. Left out, those that are recorded are not known to be more than defaults. */
  chosen?: readonly string[];
  /** Names of the job's options that have no effect with the others. */
  useless: readonly string[];
  /** Where and how this process reads the data. */
  reading: Reading;
  checkpoint: Checkpoint | undefined;
  /** The form of the weights of the classifier that the run leaves. */
  quantize: Quantisation | undefined;
  /** Whether the run may go on where numbers are rounded otherwise. */
  otherArithmetic: boolean;
  /** The folder of the teacher, of a run that is to have one. */
  teacherFolder?: string | undefined;
  /** The teacher, as soon as it is known. */
  teacher?: TeacherOfLog;
  /** Hears how the run goes. */
  tell: Tell;
}

/** What decides the options and the folder of a job's runs. */
export type JobForm<Options extends JobOptions, Reading extends object> = Pick<
  Job<Options, Reading>,
  'name' | 'dataSet' | 'options' | 'methods' | 'reading' | 'defaults' | 'useless' | 'folder'
>;

/**
 * Decides the options and the folder of a run, and takes the folder for this process. A new run takes the defaults for what is not given; a resumed one takes
 * what it was started with, and refuses to go on with anything else.
 *
 * @param given what the caller asked for
 * @param tell hears how the run goes
 * @throws TypeError or RangeError where an option is not one that it can be, see `resolveOptions`
 * @throws FolderInUseError where another process has the folder; CheckpointError where its checkpoint cannot be used
 * @throws FolderTakenError, NoRunError where the folder does not serve; OtherOptionError where it holds a run with other
 *   options; UnreadOptionError where an option is given that the method does not read
 */
export async function openRun<Options extends JobOptions, Reading extends object = object>(
  job: JobForm<Options, Reading>,
  given: Partial<Options> & Reading & RunPlace,
  tell: Tell = () => {},
): Promise<Run<Options, Reading>> {
  const { out, resume, quantize, otherArithmetic, teacher, asked, reading } = sorted(job, given);
  const options = resolvedOptions(job, asked);
  const folder = runFolder(out ?? join('runs', folderName(job, { ...options, ...reading })));
  const assertRead = () => assertOptionsRead(job, options, { asked, reading, teacher });
  if (!resume) assertRead();
  const lock = await takeRunFolder(folder.path, resume ?? false);
  try {
    const checkpoint = resume ? await readRunCheckpoint(folder) : undefined;
    const uselessWith = (all: Options) => uselessOfJob(job, all, reading).map(({ option }) => option);
    const run = {
      job: job.name,
      dataSet: job.dataSet,
      folder,
      lock,
      reading,
      checkpoint,
      quantize,
      otherArithmetic,
      tell,
    };
    if (!checkpoint) {
      if (resume) assertRead();
      return {
        ...run,
        options,
        chosen: Object.keys(asked),
        useless: uselessWith(options),
        teacherFolder: teacher,
      };
    }
    await useCheckpoint(checkpoint, folder.previous, (each) => assertRecordedOptions(each, job));
    assertSameOptions(folder.path, checkpoint.state.options, asked);
    // A run that recorded no number of replicas had one, whatever the job's default is.
    const recorded = { replicas: undefined, ...checkpoint.state.options } as Partial<Options>;
    const all = resolvedOptions(job, recorded);
    const resumed = { ...run, options: all, chosen: Object.keys(recorded), useless: uselessWith(all) };
    // Where nothing is left to learn, as where a finished run is saved in another form, nobody has to teach.
    const isTrained = checkpoint.state.epoch === resumed.options.epochs;
    const teacherFolder = teacher ?? (isTrained ? undefined : checkpoint.state.teacher?.run);
    if (teacher !== undefined || !isTrained) assertAskedTeacher(resumed.options.method, teacherFolder);
    return { ...resumed, quantize: quantize ?? checkpoint.state.quantize, teacherFolder };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/**
 * The options that a new run of a job would have, without starting it.
 *
 * @throws TypeError or RangeError where an option is not one that it can be; UnreadOptionError where the method does not read one
 */
export function resolveJobOptions<Options extends JobOptions, Reading extends object = object>(
  job: JobForm<Options, Reading>,
  given: Partial<Options> & Reading & RunPlace,
): Options {
  const { asked, teacher, reading } = sorted(job, given);
  const options = resolvedOptions(job, asked);
  assertOptionsRead(job, options, { asked, reading, teacher });
  return options;
}

/** The name of a run's default folder: the job's, and what it draws and mixes where that is not the usual. */
function folderName<Options extends JobOptions, Reading extends object>(
  job: Pick<JobForm<Options, Reading>, 'folder'>,
  options: Options & Reading,
): string {
  const { sampler, mix } = batchDefaults;
  const unusual = [options.sampler !== sampler && options.sampler, options.mix !== mix && options.mix];
  return [job.folder(options), ...unusual.filter(Boolean)].join('-');
}

/**
 * The options that decide a run's outcome: those of other methods' losses are left out, and so are those of the batches that are as
 * without them, unless they were asked for: a recipe may draw or mix by itself.
 *
 * @param chosen names of the options that were asked for
 * @param useless names of options of the job that have no effect with the others
 */
export function recordedOptions(
  options: JobOptions,
  chosen: readonly string[] = [],
  useless: readonly string[] = [],
): RecordedOptions {
  const unread = lossOptionNames.filter((name) => !lossOptionsOf[options.method].includes(name));
  const plain = batchOptionNames.filter(
    (name) => !chosen.includes(name) && options[name] === batchDefaults[name],
  );
  const left: readonly string[] = [...unread, ...plain, ...useless];
  const kept = Object.entries(options).filter(([name, value]) => value !== undefined && !left.includes(name));
  return Object.fromEntries(kept);
}

/** What is given, checked and sorted by what it is for; options that are left out are left out. */
function sorted<Options extends JobOptions, Reading extends object>(
  job: JobForm<Options, Reading>,
  given: Partial<Options> & Reading & RunPlace,
) {
  const {
    out,
    resume,
    quantize,
    otherArithmetic = false,
    teacher,
    ...options
  } = resolveOptions(given, runOptions(job.options ?? {}, job.methods)) as RunPlace;
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  const isReading = ([name]: [string, unknown]) => job.reading?.includes(name) ?? false;
  return {
    out,
    resume,
    quantize,
    otherArithmetic,
    teacher,
    asked: Object.fromEntries(entries.filter((entry) => !isReading(entry))) as Partial<Options>,
    reading: Object.fromEntries(entries.filter(isReading)) as Reading,
  };
}

/** The options of a run: those that are given, and the defaults of its method and job. */
export function resolvedOptions<Options extends JobOptions, Reading extends object>(
  job: JobForm<Options, Reading>,
  given: Partial<Options>,
): Options {
  const chosen = { ...job.defaults(given), ...given };
  const { method } = chosen;
  const usual = { ...defaultLossOptions(method), ...batchDefaults };
  return { ...usual, ...chosen } as unknown as Options;
}

/** The options of a job that have no effect with the others. */
function uselessOfJob<Options extends JobOptions, Reading extends object>(
  job: Pick<JobForm<Options, Reading>, 'useless'>,
  options: Options,
  reading: Reading,
): readonly UselessOption[] {
  return job.useless?.({ ...options, ...reading }) ?? [];
}

/** Throws where an option is given that the method does not read, or that has no effect with the others, or its teacher is missing. */
function assertOptionsRead<Options extends JobOptions, Reading extends object>(
  job: Pick<JobForm<Options, Reading>, 'useless'>,
  options: Options,
  given: { asked: object; reading: Reading; teacher: string | undefined },
): void {
  const { method } = options;
  assertAskedTeacher(method, given.teacher);
  const isGiven = (name: string) => name in given.asked || name in given.reading;
  const unread = lossOptionNames.find((name) => isGiven(name) && !lossOptionsOf[method].includes(name));
  if (unread) throw new UnreadOptionError(unread, method);
  const ofJob = uselessOfJob(job, options, given.reading);
  const ofBatches = uselessBatchOptions(options as unknown as ResolvedBatchOptions);
  const useless = [...ofBatches, ...ofJob].find(({ option }) => isGiven(option));
  if (useless) throw new UnreadOptionError(useless.option, method, useless);
}

function assertSameOptions(path: string, recorded: RecordedOptions, given: object): void {
  // What a run did not record, it had by default.
  const usual = {
    replicas: 1,
    ...defaultLossOptions(recorded.method as MethodName),
    ...batchDefaults,
  };
  const was: RecordedOptions = { ...usual, ...recorded };
  const differing = Object.entries(given).find(
    ([name, value]) => value !== was[name] && !(value === 'auto' && wasChosen(name, was[name])),
  );
  if (!differing) return;
  const [name, value] = differing;
  throw new OtherOptionError(path, name, was[name], value);
}

/** Whether a value is what `auto` may have become: a run records what was chosen, and keeps it. */
function wasChosen(name: string, recorded: unknown): boolean {
  return name === 'backend' || name === 'replicas' || (name === 'microBatch' && recorded !== undefined);
}
