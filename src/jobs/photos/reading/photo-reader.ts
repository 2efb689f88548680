import type { PackageLoader } from '../../files/optional-package';
import type { PhotoList } from '../photo-list';
import { applyChanges, type PhotoTransform, photoChanges } from '../photo-transform';
import { Canvas } from '../pixels/canvas';
import { loadDecoder, type PhotoSize } from './load-decoder';
import { photoFiles } from './photo-files';
import { UnreadablePhotoError } from './unreadable-photo-error';

/**
 * Reads a photograph and writes it to `pixels`, `[imageSize, imageSize, 3]`, as the network takes it. It resolves to the size that
 * the photograph has itself.
 */
export type PhotoReader = (path: string, seed: number, pixels: Float32Array) => Promise<PhotoSize>;

/** Where the photographs of a list are and how their files are read. */
export type PhotoFolder = Pick<PhotoList, 'root' | 'asShown' | 'linksOut'>;

/**
 * Makes a function that turns files of photographs into images for the network: it reads, decodes, resizes, augments and
 * normalises one at a time.
 *
 * @param folder where the photographs are; its `root` with symbolic links resolved
 * @param transform size, augmentation and normalisation
 * @param load loads a package; tests give another one
 * @returns the reader; it throws `UnreadablePhotoError` for a file that cannot be read
 * @throws Error where a package that decodes is missing; RangeError where the image size is not a multiple of 4
 *
 * @example
 * ```ts
 * const read = await photoReader({ root: '/data/imagenet' }, { imageSize: 224, mean, std });
 * await read('val/ILSVRC2012_val_00000001.JPEG', 0, new Float32Array(224 * 224 * 3));
 * ```
 */
export async function photoReader(
  { root, asShown, linksOut }: PhotoFolder,
  transform: PhotoTransform,
  load?: PackageLoader,
): Promise<PhotoReader> {
  const decode = await loadDecoder(load, { asShown });
  const bytesOf = photoFiles(root, linksOut);
  const canvas = new Canvas(transform.imageSize);
  const room = (width: number, height: number) => {
    try {
      return canvas.photo(width, height);
    } catch {
      // The memory of a canvas ends at 4 GiB, which a very long picture exceeds on its way to the image.
      throw new UnreadablePhotoError(`is too large (${width} × ${height} pixels)`);
    }
  };
  return async (path, seed, pixels) => {
    const { width, height } = await decode(bytesOf(path), room);
    applyChanges(canvas, photoChanges(width, height, transform, seed), transform, pixels);
    return { width, height };
  };
}
