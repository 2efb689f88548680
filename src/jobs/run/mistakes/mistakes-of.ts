import type { ImageBatches } from '../../data/batch-source';
import type { Preprocessing } from '../../data/preprocessing/preprocessing';
import { type BytePicture, png } from '../../files/pictures/png';
import { type NumberPicture, shrink } from '../../files/pictures/shrink';
import type { MistakePicture } from '../../log/outputs/mistake-picture';
import type { RunOutputs } from '../../log/outputs/run-outputs';

/** Mistakes that are kept. */
export const MOST_MISTAKES = 24;

/** Pixels of a kept picture each way, at most. */
const SIDE = 96;

/** What is needed of a run's outputs to find its mistakes. */
type Tested = Pick<RunOutputs, 'images' | 'labels' | 'predictions' | 'confidence'>;

/**
 * The most confident mistakes, the surest first, with small pictures.
 *
 * @param test where the test images come from; of features, the pictures that they are of are asked for
 * @param preprocessing how pictures became the images. Default: what their source says
 * @returns none where the images are no pictures
 */
export async function mistakesOf(
  { images, labels, predictions, confidence }: Tested,
  test: ImageBatches,
  preprocessing?: Preprocessing,
): Promise<MistakePicture[]> {
  const source = test.imageShape.length === 3 ? test : await test.pictures?.();
  if (!source) return [];
  const worst = surestMistakes({ labels, predictions, confidence });
  const how = source.preprocessing ?? preprocessing;
  const numbers = worst.map((row) => images[row]!);
  const pictures = await picturesOf(source, numbers, how);
  return worst.flatMap((row) => {
    const image = images[row]!;
    const file = pictures.get(image);
    if (!file) return [];
    const picture = `data:image/png;base64,${Buffer.from(png(file)).toString('base64')}`;
    const [label, prediction] = [labels[row]!, predictions[row]!];
    return [{ image, label, prediction, confidence: Number(confidence[row]!.toFixed(4)), picture }];
  });
}

/** The rows of the most confident mistakes, the surest first. */
export function surestMistakes({ labels, predictions, confidence }: Omit<Tested, 'images'>): number[] {
  const rows = [...labels.keys()].filter((row) => labels[row] !== predictions[row]);
  rows.sort((a, b) => confidence[b]! - confidence[a]! || a - b);
  return rows.slice(0, MOST_MISTAKES);
}

/** Small pictures of some images, by their numbers; without those that cannot be read. */
async function picturesOf(
  source: ImageBatches,
  images: readonly number[],
  preprocessing: Preprocessing | undefined,
): Promise<Map<number, BytePicture>> {
  const [height, width, channels] = source.imageShape as [number, number, number];
  const length = height * width * channels;
  const found = new Map<number, BytePicture>();
  // One at a time: a batch may have a memory for as many images as an evaluation, and no more.
  const order = images.map((image) => Int32Array.of(image));
  for await (const { indices, pixels } of source.batches(order, noAugmentation)) {
    for (const [i, image] of indices.entries()) {
      const values = pixels.slice(i * length, (i + 1) * length);
      const picture = { height, width, channels, values };
      found.set(image, shrink(picture, SIDE, bytesOf(picture, preprocessing)));
    }
  }
  return found;
}

function noAugmentation(): never {
  throw new Error('Pictures are shown as they are.');
}

/** How values become bytes: as they were before they were normalised, or where that is not known from the lowest to the highest. */
function bytesOf({ values }: NumberPicture, preprocessing: Preprocessing | undefined) {
  if (preprocessing) {
    const { mean, std } = preprocessing;
    return (value: number, channel: number) => 255 * (value * std[channel]! + mean[channel]!);
  }
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return (value: number) => (high > low ? (255 * (value - low)) / (high - low) : 0);
}
