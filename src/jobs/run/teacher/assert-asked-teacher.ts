import { rejectType } from '../../../checks';
import { type Method, type MethodName, methods } from '../../nets/methods';
import { UnreadOptionError } from '../run-errors';

/**
 * Throws unless a run has a teacher where its method needs one, and none where it does not.
 *
 * @param teacher folder of the teacher; undefined where none was given
 * @throws TypeError where it is missing; UnreadOptionError where the method learns from none
 *
 * @example
 * ```ts
 * assertAskedTeacher('dive', undefined); // throws: options.teacher must be given for the method dive, …
 * ```
 */
export function assertAskedTeacher(method: MethodName, teacher: string | undefined): void {
  const { needsTeacher }: Method = methods[method];
  if (teacher !== undefined && !needsTeacher) throw new UnreadOptionError('teacher', method);
  if (teacher !== undefined || !needsTeacher) return;
  rejectType(
    'options.teacher',
    `be given for the method ${method}: the folder of the finished run, or of the classifier, that it learns from`,
    'nothing',
  );
}
