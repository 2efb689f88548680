import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * The first value of some weights that is not finite, for messages: 'NaN in conv1/kernel'.
 *
 * @param weights names and values; those that are not float32 are finite
 * @returns undefined where all are finite
 */
export async function notFiniteIn(
  weights: Iterable<readonly [name: string, value: Tensor]>,
): Promise<string | undefined> {
  for (const [name, value] of weights) {
    if (value.dtype !== 'float32') continue;
    const wrong = (await value.data<'float32'>()).find((each) => !Number.isFinite(each));
    if (wrong !== undefined) return `${wrong} in ${name}`;
  }
  return undefined;
}
