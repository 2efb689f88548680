import type { PackageLoader } from '../files/optional-package';
import { loadDecoder } from './load-decoder';
import { photoFiles } from './photo-files';
import { applyChanges, type PhotoTransform, photoChanges } from './photo-transform';
import { Canvas } from './pixels/canvas';

/** Makes an image for the network out of a photograph's file. */
export type PhotoReader = (path: string, seed: number, pixels: Float32Array) => Promise<void>;

/**
 * From a file to an image for the network, one at a time: read, decode, resize, augment, normalise.
 *
 * @param root the folder that paths start from, without links
 * @param load for tests
 * @returns the reader: writes `[imageSize, imageSize, 3]` to `pixels`, throws `UnreadablePhotoError` for one bad file
 * @throws Error where a package that decodes is missing; RangeError where the image size is not a multiple of 4
 *
 * @example
 * ```ts
 * const read = await photoReader('/data/imagenet', { imageSize: 224, mean, std });
 * await read('val/ILSVRC2012_val_00000001.JPEG', 0, new Float32Array(224 * 224 * 3));
 * ```
 */
export async function photoReader(
  root: string,
  transform: PhotoTransform,
  load?: PackageLoader,
): Promise<PhotoReader> {
  const decode = await loadDecoder(load);
  const bytesOf = photoFiles(root);
  const canvas = new Canvas(transform.imageSize);
  return async (path, seed, pixels) => {
    const { width, height } = await decode(bytesOf(path), (width, height) => canvas.photo(width, height));
    applyChanges(canvas, photoChanges(width, height, transform, seed), transform, pixels);
  };
}
