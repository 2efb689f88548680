import {
  type CropAugmentation,
  countPerClass,
  digitsPasses,
  digitsPerClass,
  type ImageSet,
  type ImageSplit,
} from 'mbib/jobs';

/** What a session trains and tests on. */
export interface TrainingData {
  /** Its name in the runs' logs. */
  job: string;
  /** What the report calls it. */
  dataSet: string;
  /** The training images. */
  train: ImageSet;
  /** The test images. */
  test: ImageSet;
  /** Number of training images of each class, in label order. */
  samplesPerClass: readonly number[];
  /** Shape of an image. */
  shape: [height: number, width: number, channels: number];
  /** How training images are augmented and normalised. Test images are normalised in the same way. */
  augmentation: CropAugmentation;
  /** How often an epoch goes through the training images. */
  passes: number;
}

/** Images in an epoch of the digits: all training images, some times over. */
const IMAGES_PER_EPOCH = digitsPasses * digitsPerClass.reduce((sum, images) => sum + images, 0);

/**
 * The user's images as data for a session. They are normalised by their own mean and deviation; training images are shifted and
 * mirrored at random.
 *
 * @param passes how often an epoch goes through them; less often where there are so many that an epoch would take too long
 */
export function ownData({ train, test }: ImageSplit, passes: number): TrainingData {
  return {
    job: 'own-images',
    dataSet: 'Your images',
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
  // The deviation of images of one colour is 0, which cannot be divided by.
  const std = square.map((value, c) => Math.sqrt(Math.max(value - mean[c]! ** 2, 1e-4)));
  return { mean, std };
}
