import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { wholeNumberFrom } from '../../checks';
import { resolveOptions } from '../../options';
import { parseCifar100, RECORD_BYTES } from '../data/cifar100/parse-cifar100';
import { DataError } from '../data/data-error';
import type { ImageSplit } from '../data/image-set';
import { shownName } from '../data/text/quoted';
import { FileError, fileErrorReason } from './atomic-file';
import { withFileBytes } from './reading/file-bytes';
import { readTarGz } from './reading/read-tar-gz';

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
  const wanted = { 'train.bin': sizes.train * RECORD_BYTES, 'test.bin': sizes.test * RECORD_BYTES };
  try {
    const files = (await stat(path)).isDirectory()
      ? await readFolder(path, wanted)
      : await readArchive(path, wanted);
    const parsed = (name: keyof Wanted) => parseCifar100(files.get(name)!, `${name} in ${shownName(path)}`);
    return { train: parsed('train.bin'), test: parsed('test.bin') };
  } catch (error) {
    throw new DataError(path, `${complaint(error as NodeJS.ErrnoException, path)}; ${advice}.`, {
      cause: error,
    });
  }
}

/** The files, and how many bytes each must have. */
type Wanted = Readonly<Record<'train.bin' | 'test.bin', number>>;

async function readFolder(folder: string, wanted: Wanted): Promise<Map<string, Uint8Array>> {
  const content = await readdir(folder);
  if (content.includes(folderName)) return readFolder(join(folder, folderName), wanted);
  assertHolds(folder, content, wanted);
  const files = new Map<string, Uint8Array>();
  for (const [name, size] of Object.entries(wanted)) {
    await withFileBytes(join(folder, name), async (file) => {
      assertSize(name, folder, file.length, size);
      files.set(name, await file.read(0, size));
    });
  }
  return files;
}

async function readArchive(path: string, wanted: Wanted): Promise<Map<string, Uint8Array>> {
  const { files, paths } = await readTarGz(path, wanted);
  assertHolds(
    path,
    paths.map((each) => basename(each)),
    wanted,
  );
  return files;
}

function assertHolds(path: string, content: readonly string[], wanted: Wanted): void {
  const missing = Object.keys(wanted).filter((name) => !content.includes(name));
  if (missing.length === 0) return;
  const some = content.length > 0 ? content.slice(0, 5).map(shownName).join(', ') : 'nothing';
  throw new DataError(
    path,
    `${shownName(path)} does not hold ${missing.join(' and ')} (it holds ${some}${content.length > 5 ? ', …' : ''})`,
  );
}

/** A file is compared with its known size before it is read. */
function assertSize(name: string, folder: string, bytes: number, wanted: number): void {
  if (bytes === wanted) return;
  throw new DataError(
    folder,
    `${name} in ${shownName(folder)} is cut short or another file: it has ${bytes} bytes, ${wanted / RECORD_BYTES} images have ${wanted}`,
  );
}

function complaint(error: NodeJS.ErrnoException, given: string): string {
  const { code, path = given, message } = error;
  if (error instanceof FileError) return message.replace(/\.$/, '');
  if (code === 'ENOENT') return `${shownName(path)} does not exist`;
  return code === undefined ? message : `${shownName(path)} cannot be read (${fileErrorReason(error)})`;
}
