import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ClassifierError } from '../../files/classifier/classifier-error';
import { classifierFolder } from '../../files/classifier/load-classifier';
import { readLabels } from '../../files/classifier/read-labels';
import { readRun } from '../../files/reading/read-run';
import type { TeacherOfLog } from '../../log/run-log';
import { plural } from '../../log/words';
import { TeacherError } from './teacher-error';

/**
 * What a run records of its teacher: read before anything of the run starts, so that a folder that does not serve is told at once.
 *
 * @param path folder of a finished run, or of a classifier
 * @throws TeacherError where there is no classifier in it, or its run is not finished; RunLogError or FileError where a file is damaged or cannot
 *   be read
 *
 * @example
 * ```ts
 * const { method, weights } = await readTeacher('runs/bsce');
 * ```
 */
export async function readTeacher(path: string): Promise<TeacherOfLog> {
  // A run that is stopped while it finishes may have left a classifier.
  const ofRun = existsSync(join(path, 'log.jsonl')) ? await finishedRun(path) : {};
  const { weights } = await asTeacher(path, () => readLabels(classifierFolder(path)));
  return { run: path, weights, ...ofRun };
}

async function finishedRun(path: string): Promise<Pick<TeacherOfLog, 'method' | 'options' | 'accuracy'>> {
  const { log } = await readRun(path);
  const { start, epochs, end } = log;
  const { method, options } = start;
  if (end) return { method, options, accuracy: (end.test ?? end.last).accuracy.all };
  const done = `${plural(epochs.length, 'epoch')} of ${start.epochs}`;
  throw new TeacherError(
    path,
    `options.teacher must be the folder of a finished run, or of a classifier, got ${path}, whose run is not finished: ${done}.`,
  );
}

/**
 * What `use` returns; an error of the teacher's classifier becomes one that names the option.
 *
 * @throws TeacherError
 */
export async function asTeacher<Result>(path: string, use: () => Promise<Result>): Promise<Result> {
  try {
    return await use();
  } catch (error) {
    if (!(error instanceof ClassifierError)) throw error;
    const message = `options.teacher must be the folder of a finished run, or of a classifier of pictures, got ${path}. ${error.message}`;
    throw new TeacherError(path, message, { cause: error });
  }
}
