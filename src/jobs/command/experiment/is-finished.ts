import { join } from 'node:path';
import { show } from '../../../checks';
import type { ExperimentRun } from '../../experiment/expand';
import type { RecordedOptions, RunLog, TeacherOfLog } from '../../log/run-log';
import { batchDefaults } from '../../loop/batch-options';
import { quantisationOf } from '../../run/classifier/quantisation-of';
import { recordedStage } from '../../run/finetune/finetune-options';
import type { Job } from '../../run/job';
import { recordedOptions, resolveJobOptions } from '../../run/open-run';
import { runFolder } from '../../run/run-folder';
import { givenToStage, givenToTraining } from './request-of';
import { runLogOf } from './run-log-of';

/**
 * Whether the folder of a run holds it finished, by the last line of its log.
 *
 * @param out folder of the experiment
 * @throws Error where it is a run with other options, finished or under way
 */
export async function isFinished(run: ExperimentRun, job: Job, out: string): Promise<boolean> {
  const path = join(out, run.folder);
  const log = await runLogOf(path, run.folder);
  if (!log) return false;
  if (log.start.job !== job.name)
    fail(path, 'a run', { name: 'job', recorded: log.start.job, expected: job.name });
  assertStage(run, log, path);
  const { first, teacher } = run;
  const { firstStage, options } = log.start;
  const other = otherOption(run, job, options);
  if (other) fail(path, log.end ? 'a finished run' : 'a run under way', other);
  const ofTeacher = teacher && otherTeacher(teacher, job, log.start.teacher);
  if (ofTeacher) fail(path, 'a run with a teacher', ofTeacher);
  if (!log.end) return false;
  const form = await otherForm(run, path);
  if (form) fail(path, 'a finished run', form);
  const ofFirst = first && firstStage && otherOption(first, job, firstStage.options);
  if (ofFirst) fail(path, 'a second stage on a run', ofFirst);
  return true;
}

/** An option that a run does not have as the file has it. */
interface OtherOption {
  name: string;
  recorded: unknown;
  expected: unknown;
}

function fail(path: string, what: string, { name, recorded, expected }: OtherOption): never {
  const has = recorded === undefined ? `without ${name}` : `with ${name} ${show(recorded)}`;
  const wanted = recorded !== undefined && expected !== undefined ? 'not' : 'where the file has';
  const option = expected === undefined ? 'none' : show(expected);
  throw new Error(`${path} holds ${what} ${has}, ${wanted} ${option}: choose another folder with --out`);
}

/** Throws where a second stage lies in the place of a run that is trained, or the other way round. */
function assertStage({ first }: ExperimentRun, { start }: RunLog, path: string): void {
  if ((first === undefined) === (start.firstStage === undefined)) return;
  const [is, expected] = first ? ['no second stage', 'one'] : ['a second stage', 'none'];
  throw new Error(`${path} holds ${is}, where the file has ${expected}: choose another folder with --out`);
}

/** An option that a log does not have as a run is to have it; undefined where all are the same. */
function otherOption(run: ExperimentRun, job: Job, recorded: RecordedOptions): OtherOption | undefined {
  const expected = expectedOptions(run, job);
  // An earlier version may not have recorded an option that there was not yet.
  const isKnown = (name: string) => Object.hasOwn(recorded, name) || Object.hasOwn(run.options, name);
  const names = [...new Set([...Object.keys(expected), ...Object.keys(recorded)])].filter(isKnown);
  // What a run has by default is recorded where it was asked for.
  const isDefault = (name: string) =>
    expected[name] === undefined && recorded[name] === batchDefaults[name as keyof typeof batchDefaults];
  const name = names.find(
    // What 'auto' came to is recorded.
    (each) => each !== 'backend' && ![recorded[each], 'auto'].includes(expected[each]) && !isDefault(each),
  );
  return name === undefined ? undefined : { name, recorded: recorded[name], expected: expected[name] };
}

/** An option of a teacher that is not that of the run that is to be it; undefined where all are the same. */
function otherTeacher(run: ExperimentRun, job: Job, of: TeacherOfLog | undefined): OtherOption | undefined {
  return otherOption(run, job, { ...of?.options, ...(of?.method !== undefined && { method: of.method }) });
}

/** The form of the weights of its classifier, where a run has another one: it changes no result of the run, but its files. */
async function otherForm({ options }: ExperimentRun, path: string): Promise<OtherOption | undefined> {
  const form = await quantisationOf(runFolder(path).classifier);
  const { quantize: expected } = options;
  if (form === undefined || form === (expected ?? 'none')) return undefined;
  return { name: 'quantize', recorded: form === 'none' ? undefined : form, expected };
}

/** The options that the log of a run has. */
function expectedOptions(run: ExperimentRun, job: Job): RecordedOptions {
  const { first, options, seed } = run;
  if (first) return recordedStage(givenToStage(options, first, job), seed);
  return recordedOptions(resolveJobOptions(withoutReading(job), readingLeftOut(job, givenToTraining(run))));
}

/** Where data lies does not tell runs apart. */
function readingLeftOut(job: Job, options: ExperimentRun['options']): object {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !job.reading?.includes(name)));
}

function withoutReading(job: Job): Job {
  const own = Object.entries(job.options ?? {}).filter(([name]) => !job.reading?.includes(name));
  return { ...job, options: Object.fromEntries(own) };
}
