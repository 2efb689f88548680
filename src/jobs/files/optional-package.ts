import { pathToFileURL } from 'node:url';
import { installCommand, resolveInProject } from './install-command';

/** Something that mbib can use but does not bring along is not to be had here. */
export class UnavailableError extends Error {
  /**
   * @param reason a clause without a full stop
   * @param remedy what to do about it, in sentences
   * @param install the command that would bring it, where installing packages is all that is missing
   */
  constructor(
    readonly reason: string,
    remedy = '',
    readonly install?: string,
  ) {
    super(remedy ? `${reason}. ${remedy}` : reason);
  }
}

/** Imports a package by its name. */
export type PackageLoader = (name: string) => Promise<unknown>;

/** How {@link importOptional} names and installs what it imports. */
export interface OptionalPackage {
  /** What the package is to the user. Default: its name. */
  title?: string;
  /** All that has to be installed along with it. Default: the package. */
  packages?: readonly string[];
  /** For tests. */
  load?: PackageLoader | undefined;
}

/**
 * Imports a package that mbib can use but does not depend on, from beside mbib or from the project in the working directory:
 * package managers such as pnpm let mbib see its own dependencies only.
 *
 * @throws UnavailableError where it is in neither place or fails when it is loaded
 */
export async function importOptional(
  name: string,
  { title = name, packages = [name], load = (path) => import(path) }: OptionalPackage = {},
): Promise<unknown> {
  try {
    return await importFromEither(name, load);
  } catch (error) {
    const install = installCommand(packages);
    if (isMissing(error, name)) {
      throw new UnavailableError(`${title} is not installed`, `Install it with: ${install}`, install);
    }
    const [reason] = (error as Error).message.split('\n');
    throw new UnavailableError(`${name} does not load (${reason})`, `Install it anew with: ${install}`);
  }
}

async function importFromEither(name: string, load: PackageLoader): Promise<unknown> {
  try {
    return await load(name);
  } catch (error) {
    const file = isMissing(error, name) && resolveInProject(name);
    if (!file) throw error;
    return await load(pathToFileURL(file).href);
  }
}

/** Whether an import failed because there is no package of that name, rather than one that the package needs. */
function isMissing(error: unknown, name: string): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ERR_MODULE_NOT_FOUND' && message.startsWith(`Cannot find package '${name}'`);
}
