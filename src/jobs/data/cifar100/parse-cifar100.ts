import { DataError } from '../data-error';
import type { ImageSet } from '../image-set';
import { cifar100ClassNames } from './cifar100-class-names';

const SIDE = 32;
const PLANE = SIDE * SIDE;
const COARSE_CLASSES = 20;

/** Bytes of an image's record: the coarse label, the fine label, then all red, all green and all blue pixels. */
export const RECORD_BYTES = 2 + 3 * PLANE;

/**
 * Reads images in the binary format of CIFAR-100. Their labels are the fine ones, of 100 classes.
 *
 * @param records the content of `train.bin` or `test.bin`, `RECORD_BYTES` for each image
 * @param source name of the file, for messages
 * @returns the images, 32×32 pixels in colour
 * @throws DataError where a label is out of range
 * @see https://www.cs.toronto.edu/~kriz/cifar.html
 *
 * @example
 * ```ts
 * const test = parseCifar100(await readFile('cifar-100-binary/test.bin'), 'test.bin');
 * ```
 */
export function parseCifar100(records: Uint8Array, source: string): ImageSet {
  const count = records.length / RECORD_BYTES;
  const classes = cifar100ClassNames.length;
  const images = new Uint8Array(count * 3 * PLANE);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const start = i * RECORD_BYTES;
    const coarse = records[start]!;
    const label = records[start + 1]!;
    if (coarse >= COARSE_CLASSES || label >= classes) {
      throw new DataError(
        source,
        `${source} is not CIFAR-100's: image ${i} has the coarse label ${coarse} and the fine label ${label}, which must be below ${COARSE_CLASSES} and ${classes}`,
      );
    }
    labels[i] = label;
    interleave(records, start + 2, images, i * 3 * PLANE);
  }
  return { images, labels, height: SIDE, width: SIDE, channels: 3, classes, classNames: cifar100ClassNames };
}

function interleave(records: Uint8Array, start: number, images: Uint8Array, target: number): void {
  for (let pixel = 0; pixel < PLANE; pixel++) {
    const red = start + pixel;
    const to = target + 3 * pixel;
    images[to] = records[red]!;
    images[to + 1] = records[red + PLANE]!;
    images[to + 2] = records[red + 2 * PLANE]!;
  }
}
