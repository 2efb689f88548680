import { DataError } from '../data/data-error';
import type { ImageSet } from '../data/image-set';
import { shownName } from '../data/text/quoted';
import { inParallel } from './folder/in-parallel';
import type { PhotoList } from './photo-list';
import { loadDecoder, type PhotoSize } from './reading/load-decoder';
import { photoFiles } from './reading/photo-files';
import { resolvedFolder } from './reading/resolved-folder';
import { UnreadablePhotoError } from './reading/unreadable-photo-error';
import { UnreadableImageError } from './unreadable-image-error';

/** Bytes of a pixel as a decoder writes it: red, green, blue, and one that is not used. */
const DECODED = 4;

/**
 * Reads all pictures of a list into memory, as they are: for small pictures of one size, which a training then takes from memory as
 * it takes CIFAR-100 or the digits. For photographs there is `photoSource`.
 *
 * @param list the pictures, all of one size
 * @returns the pictures with three channels, in the order of the list
 * @throws UnreadableImageError where one cannot be read; DataError where the list is empty or two differ in size; Error where a package
 * that decodes is missing
 *
 * @example
 * ```ts
 * import { augmentedSource, cifarAugmentation, loadImageFolder, readImageSet } from 'mbib/jobs';
 *
 * declare const folder: string; // with pictures of 32 × 32 pixels in a folder for each class
 * const { train } = await loadImageFolder(folder);
 * const source = augmentedSource(await readImageSet(train), cifarAugmentation); // for a recipe's train
 * ```
 */
export async function readImageSet(list: PhotoList): Promise<ImageSet> {
  const { paths, file, asShown } = list;
  const folder = resolvedFolder(list);
  const decode = await loadDecoder(undefined, { asShown });
  const bytesOf = photoFiles(folder.root, folder.linksOut);
  let set: ImageSet | undefined;
  await inParallel(paths, async (path, photo) => {
    let decoded = Buffer.alloc(0);
    const room = (width: number, height: number) => {
      decoded = Buffer.alloc(width * height * DECODED);
      return decoded;
    };
    // A copy, because all files share one buffer and several are decoded at once.
    const size = await readable(list, photo, async () => decode(Buffer.from(bytesOf(path)), room));
    set ??= emptySet(list, size);
    if (size.width !== set.width || size.height !== set.height) {
      throw new DataError(
        file,
        `${file}, ${list.place(photo)}: ${shownName(path)} has ${size.width} × ${size.height} pixels and another picture ` +
          `${set.width} × ${set.height}. To be held in memory, all must be of one size.`,
      );
    }
    writeColours(decoded, set.images, photo * size.width * size.height);
  });
  if (!set) throw new DataError(file, `${file} lists no pictures.`);
  return set;
}

async function readable(
  { file, place, paths }: PhotoList,
  photo: number,
  read: () => Promise<PhotoSize>,
): Promise<PhotoSize> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof UnreadablePhotoError)) throw error;
    throw new UnreadableImageError({ file, place: place(photo), path: paths[photo]!, reason: error.message });
  }
}

function emptySet(
  { file, paths, labels, classes, classNames }: PhotoList,
  { width, height }: PhotoSize,
): ImageSet {
  const bytes = paths.length * width * height * 3;
  try {
    return { images: new Uint8Array(bytes), labels, height, width, channels: 3, classes, classNames };
  } catch {
    throw new DataError(
      file,
      `${file}: ${paths.length} pictures of ${width} × ${height} pixels take ${(bytes / 2 ** 30).toFixed(1)} GiB, ` +
        'which is more than there is. A photoSource reads them while the training goes on.',
    );
  }
}

/** Copies red, green and blue of each pixel. */
function writeColours(from: Uint8Array, to: Uint8Array, start: number): void {
  for (let pixel = 0; pixel < from.length / DECODED; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      to[3 * (start + pixel) + channel] = from[DECODED * pixel + channel]!;
    }
  }
}
