import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { wholeNumberFrom } from '../../checks';
import { resolveOptions } from '../../options';
import { parseCifar100, RECORD_BYTES } from '../data/cifar100/parse-cifar100';
import { DataError } from '../data/data-error';
import type { ImageSet, ImageSplit } from '../data/image-set';
import { readTarGz } from './read-tar-gz';

/** Number of images in each of the two files. */
export interface Cifar100Sizes {
  /** Images of `train.bin`. */
  train: number;
  /** Images of `test.bin`. */
  test: number;
}

const officialSizes: Cifar100Sizes = { train: 50_000, test: 10_000 };
const sizesOptions = { train: { check: wholeNumberFrom(1) }, test: { check: wholeNumberFrom(1) } } as const;
const folderName = 'cifar-100-binary';
const names = ['train.bin', 'test.bin'];
const advice =
  'give the path of cifar-100-binary.tar.gz, the "binary version" of https://www.cs.toronto.edu/~kriz/cifar.html, or of the folder it extracts to';

/**
 * CIFAR-100 from the official binary distribution.
 *
 * @param path `cifar-100-binary.tar.gz`, the folder it extracts to, or the folder that one lies in
 * @param sizes how many images the files must hold: the official numbers unless a reduced copy is read
 * @returns the images with their fine labels, in file order
 * @throws DataError where the path, the archive or a file in it is missing, cut short, damaged or another one; the message
 * names it and says what to do
 * @see Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/cifar.html
 *
 * @example
 * ```ts
 * import { loadCifar100 } from 'mbib/jobs';
 *
 * declare const archive: string; // the path of cifar-100-binary.tar.gz
 * const { train, test } = await loadCifar100(archive);
 * ```
 */
export async function loadCifar100(path: string, sizes: Cifar100Sizes = officialSizes): Promise<ImageSplit> {
  resolveOptions(sizes, sizesOptions, 'sizes');
  try {
    const files = (await stat(path)).isDirectory() ? await readFolder(path) : await readArchive(path);
    return {
      train: parse(files, 'train.bin', sizes.train, path),
      test: parse(files, 'test.bin', sizes.test, path),
    };
  } catch (error) {
    throw new DataError(path, `${complaint(error as NodeJS.ErrnoException, path)}; ${advice}.`, {
      cause: error,
    });
  }
}

async function readFolder(folder: string): Promise<Map<string, Uint8Array>> {
  const content = await readdir(folder);
  if (content.includes(folderName)) return readFolder(join(folder, folderName));
  assertHolds(folder, content);
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))] as const)),
  );
}

async function readArchive(path: string): Promise<Map<string, Uint8Array>> {
  const { files, paths } = await readTarGz(path, names);
  assertHolds(
    path,
    paths.map((each) => basename(each)),
  );
  return files;
}

function assertHolds(path: string, content: readonly string[]): void {
  const missing = names.filter((name) => !content.includes(name));
  if (missing.length === 0) return;
  const some = content.length > 0 ? content.slice(0, 5).join(', ') : 'nothing';
  throw new DataError(path, `${path} does not hold ${missing.join(' and ')} (it holds ${some})`);
}

function parse(files: Map<string, Uint8Array>, name: string, images: number, path: string): ImageSet {
  const records = files.get(name)!;
  const bytes = images * RECORD_BYTES;
  if (records.length !== bytes) {
    throw new DataError(
      path,
      `${name} in ${path} is cut short or another file: it has ${records.length} bytes, ${images} images have ${bytes}`,
    );
  }
  return parseCifar100(records, `${name} in ${path}`);
}

function complaint({ code, path, message }: NodeJS.ErrnoException, given: string): string {
  if (code === 'ENOENT') return `${path ?? given} does not exist`;
  return code === undefined ? message : `${path ?? given} cannot be read (${message})`;
}
