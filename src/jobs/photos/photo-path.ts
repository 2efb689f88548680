import { quoted } from './quoted';

const advice =
  'Paths must lead from the data folder to a file inside it, such as train/n01440764/n01440764_190.JPEG.';

/** '..' as a folder. Windows drops dots and spaces at the end of a name: '.. ' and '. .' climb there too. */
const climbing = /(^|\/) *(\. *){2,}(\/|$)/;

/**
 * Why a photograph's path must not be followed: lists come from the network, and none may make the training read a file
 * outside the data folder. What is accepted stays inside on every platform, so that a list serves on all of them.
 *
 * @param path relative to the data folder, with forward slashes
 * @returns the reason, to be read after the path; undefined for a path that is accepted
 *
 * @example
 * ```ts
 * photoPathRefusal('train/n01440764/n01440764_190.JPEG'); // undefined
 * photoPathRefusal('../secret.jpg'); // "has '..', which may lead out of the data folder"
 * ```
 */
export function photoPathRefusal(path: string): string | undefined {
  if (path === '') return 'is empty';
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
 * A photograph's path, where it may be followed.
 *
 * @param place 'train2018.json, images[16]', for the message
 * @returns the path as it is
 * @throws Error where {@link photoPathRefusal} has a reason against it: place, path and reason
 *
 * @example
 * ```ts
 * const path = checkedPhotoPath(name, () => `${file}, images[${index}]`);
 * ```
 */
export function checkedPhotoPath(path: string, place: () => string): string {
  const reason = photoPathRefusal(path);
  if (reason === undefined) return path;
  throw new Error(`${place()}: the path ${quoted(path)} ${reason}. ${advice}`);
}
