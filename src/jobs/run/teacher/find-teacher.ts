import { percent } from '../../log/format';
import { messageOf } from '../../log/message-of';
import { secondStages } from '../../log/second-stages';
import { methods } from '../../nets/methods';
import { methodTitle } from '../../report/method-title';
import type { Run } from '../open-run';
import { readTeacher } from './read-teacher';
import { OtherTeacherError, TeacherError } from './teacher-error';

/**
 * Looks for the teacher of a run that is to have one, and tells of it. The run knows it from then on.
 *
 * @throws TeacherError where there is none; OtherTeacherError where a run is to go on with another one than it had
 *
 * @example
 * ```ts
 * await findTeacher(run);
 * ```
 */
export async function findTeacher(run: Run): Promise<void> {
  const { teacherFolder, checkpoint, folder, tell } = run;
  if (teacherFolder === undefined) return;
  const recorded = checkpoint?.state.teacher;
  const teacher = await readTeacher(teacherFolder).catch((error: unknown) => {
    if (!(error instanceof TeacherError) || recorded?.run !== teacherFolder) throw error;
    const reason = messageOf(error.cause ?? error);
    const message = `The run in ${folder.path} was started with the teacher in ${teacherFolder}. ${reason} Where it was moved, options.teacher names the new place.`;
    throw new TeacherError(teacherFolder, message, { cause: error });
  });
  if (recorded && recorded.weights !== teacher.weights) {
    throw new OtherTeacherError(folder.path, recorded.run, teacherFolder);
  }
  run.teacher = teacher;
  const { method, accuracy } = teacher;
  const title = method === undefined ? '' : `${methodTitle(method, { ...secondStages, ...methods })}, `;
  const measured = accuracy == null ? '' : `${percent(accuracy)} % of the test images, `;
  tell({ type: 'note', text: `Teacher: ${title}${measured}${teacherFolder}` });
}
