import { sizeFrom } from '../../checks';
import { type RandomBits, random } from '../../random-bits';

/**
 * Draws images with replacement: a class by its probability, then one of its images, each as likely as the others.
 *
 * @param probabilities of the classes; 0 where a class has no images
 */
export function drawImages(
  count: number,
  images: readonly Int32Array[],
  probabilities: ArrayLike<number>,
  bits: RandomBits,
): Int32Array {
  sizeFrom(0)('count', count);
  const ends = new Float64Array(images.length);
  let sum = 0;
  let last = 0;
  images.forEach((_, k) => {
    sum += probabilities[k]!;
    ends[k] = sum;
    if (probabilities[k]! > 0) last = k;
  });
  return Int32Array.from({ length: count }, () => {
    const own = images[Math.min(firstAbove(ends, random(bits) * sum), last)]!;
    return own[Math.floor(random(bits) * own.length)]!;
  });
}

/** The place of the first number above a value in numbers that do not fall. */
function firstAbove(numbers: Float64Array, value: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
