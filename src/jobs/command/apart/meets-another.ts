import { FolderInUseError } from '../../run/lock/folder-in-use-error';
import { FolderTakenError, NoRunError } from '../../run/run-errors';
import type { JobRequest } from './job-messages';

/**
 * Whether an error says that another process has the folder, or came and went since the request was made: another request may serve then.
 * Files in the folder that are no run's, or a run of another kind, stay as they are however often it is asked for.
 */
export function meetsAnother(error: unknown, { options: { resume } }: JobRequest): boolean {
  if (error instanceof FolderTakenError) return error.holdsRun && !resume;
  return error instanceof FolderInUseError || error instanceof NoRunError;
}
