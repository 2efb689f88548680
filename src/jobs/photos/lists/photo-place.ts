import { assertBoolean, rejectType, show } from '../../../checks';
import { resolveOptions } from '../../../options';

/** Where the photographs of lists are. */
export interface PhotoPlace {
  /** The folder that the paths of the lists start from. Default: the folder of the lists. */
  images?: string | undefined;
  /**
   * Whether symbolic links may lead out of that folder, as where its folders are links to a disk that several people use. Default false:
   * lists are downloaded, and must not make a training read other files.
   */
  followLinks?: boolean | undefined;
}

/** What the functions that read a list take. */
export interface ResolvedPlace {
  /** The folder that the paths start from. */
  root: string;
  /** Whether links may lead out of it. */
  linksOut: boolean;
}

/**
 * Where the photographs of the lists in a folder are.
 *
 * @param folder of the lists
 * @param place what is said of it; other options are left alone
 * @throws TypeError where one is not what it can be
 *
 * @example
 * ```ts
 * const { root, linksOut } = photoPlace('/data/lists', { images: '/mnt/imagenet' });
 * ```
 */
export function photoPlace(folder: string, { images, followLinks }: PhotoPlace = {}): ResolvedPlace {
  const resolved = resolveOptions({ images, followLinks }, placeOptions);
  return { root: resolved.images ?? folder, linksOut: resolved.followLinks };
}

const placeOptions = {
  images: { check: assertPath, default: undefined },
  followLinks: { check: assertBoolean, default: false },
} as const;

function assertPath(argument: string, value: string): void {
  if (typeof value !== 'string' || value === '') rejectType(argument, 'be the path of a folder', show(value));
}
