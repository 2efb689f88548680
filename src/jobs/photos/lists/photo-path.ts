import { DataError } from '../../data/data-error';
import { quoted } from '../../data/text/quoted';

const advice =
  'Paths must lead from the data folder to a file inside it, such as train/n01440764/n01440764_190.JPEG.';

/** No system takes a longer path. */
const MOST_CHARACTERS = 4096;

/** '..' as a folder. Windows ignores dots and spaces at the end of a name, so there '.. ' and '. .' mean the same. */
const climbing = /(^|\/) *(\. *){2,}(\/|$)/;

/**
 * Says why the path of a photograph is refused. Lists are downloaded, and must not be able to make a training read files outside
 * the data folder. A path is refused on every platform if it leads out of the folder on one, so that a list works on all or none.
 *
 * @param path the path as the list has it, relative to the data folder, with forward slashes
 * @returns the reason, as the end of a sentence that begins with the path; undefined where the path is accepted
 *
 * @example
 * ```ts
 * photoPathRefusal('train/n01440764/n01440764_190.JPEG'); // undefined
 * photoPathRefusal('../secret.jpg'); // "has '..', which may lead out of the data folder"
 * ```
 */
export function photoPathRefusal(path: string): string | undefined {
  if (path === '') return 'is empty';
  if (path.length > MOST_CHARACTERS) return `is longer than ${MOST_CHARACTERS} characters`;
  if (path.includes('\0')) return 'holds a zero byte';
  if (path.includes('\\')) return "holds a backslash; write '/' between folders";
  if (path.startsWith('/')) return 'is absolute';
  if (/^[a-z]:/i.test(path)) return 'names a drive';
  if (path.startsWith('~')) return 'starts in a home folder';
  if (climbing.test(path)) return "has '..', which may lead out of the data folder";
  if (/(^|\/)\.?$/.test(path)) return 'names a folder, not a photograph';
  return undefined;
}

/**
 * Checks the path of a photograph.
 *
 * @param place where the path stands, for the message: 'train2018.json, images[16]'
 * @returns the path as it is
 * @throws DataError where {@link photoPathRefusal} refuses it, with the place, the path and the reason
 *
 * @example
 * ```ts
 * const path = checkedPhotoPath(name, () => `${file}, images[${index}]`);
 * ```
 */
export function checkedPhotoPath(path: string, place: () => string): string {
  const reason = photoPathRefusal(path);
  if (reason === undefined) return path;
  throw new DataError(place(), `${place()}: the path ${quoted(path)} ${reason}. ${advice}`);
}
