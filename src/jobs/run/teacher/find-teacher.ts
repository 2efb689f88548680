import { percent } from '../../log/format';
import { secondStages } from '../../log/second-stages';
import { methods } from '../../nets/methods';
import { methodTitle } from '../../report/method-title';
import type { Run } from '../open-run';
import { readTeacher } from './read-teacher';
import { OtherTeacherError } from './teacher-error';

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
  const teacher = await readTeacher(teacherFolder);
  const recorded = checkpoint?.state.teacher;
  if (recorded && recorded.weights !== teacher.weights) {
    throw new OtherTeacherError(folder.path, recorded.run, teacherFolder);
  }
  run.teacher = teacher;
  const { method, accuracy } = teacher;
  const title = method === undefined ? '' : `${methodTitle(method, { ...secondStages, ...methods })}, `;
  const measured = accuracy == null ? '' : `${percent(accuracy)} % of the test images, `;
  tell({ type: 'note', text: `Teacher: ${title}${measured}${teacherFolder}` });
}
