import { type CropAugmentation, countPerClass, type ImageSet } from 'mbib/jobs';
import type { OwnImages } from '../worker/messages';

/** What a session trains and tests on. */
export interface TrainingData {
  /** What the report calls it. */
  job: string;
  train: ImageSet;
  test: ImageSet;
  samplesPerClass: readonly number[];
  shape: [height: number, width: number, channels: number];
  /** With the normalisation, which the test images get too. */
  augmentation: CropAugmentation;
  /** How often an epoch sees each image. */
  passes: number;
}

/** An epoch of the digits has as many images. */
const IMAGES_PER_EPOCH = 2760;

/**
 * Images of the user's own: normalised by their own mean and deviation, shifted and mirrored.
 *
 * @param passes an epoch; fewer where there are many images
 */
export function ownData({ train, test }: OwnImages, passes: number): TrainingData {
  return {
    job: 'Your images',
    train,
    test,
    samplesPerClass: countPerClass(train),
    shape: [train.height, train.width, train.channels],
    augmentation: { ...channelFigures(train), pad: Math.round(train.width / 8), flip: true },
    passes: Math.max(1, Math.min(passes, Math.round(IMAGES_PER_EPOCH / train.labels.length))),
  };
}

/** Mean and standard deviation of each channel, for pixels in 0..1. */
function channelFigures({ images, channels }: ImageSet): { mean: number[]; std: number[] } {
  const pixels = images.length / channels;
  const mean = new Array<number>(channels).fill(0);
  const square = new Array<number>(channels).fill(0);
  images.forEach((byte, i) => {
    mean[i % channels]! += byte / 255 / pixels;
    square[i % channels]! += (byte / 255) ** 2 / pixels;
  });
  // Images of one colour have no deviation to divide by.
  const std = square.map((value, c) => Math.sqrt(Math.max(value - mean[c]! ** 2, 1e-4)));
  return { mean, std };
}
