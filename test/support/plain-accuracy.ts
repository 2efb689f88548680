import type * as tfjs from '@tensorflow/tfjs';

/** Images of a set as plain data, which can be sent to a page. */
export interface PlainImages {
  /** Of all images, 0..255. */
  pixels: number[];
  labels: number[];
  shape: number[];
}

/**
 * The accuracy of the classifier beside a page that knows plain tfjs only. It runs in that page, so it uses nothing of this module.
 *
 * @example
 * ```ts
 * const accuracy = await page.evaluate(accuracyOf, images);
 * ```
 */
export async function accuracyOf({ pixels, labels, shape }: PlainImages): Promise<number> {
  const { tf } = globalThis as unknown as { tf: typeof tfjs };
  await tf.setBackend('cpu');
  const model = await tf.loadLayersModel('model.json');
  const images = tf.tensor(pixels, [labels.length, ...shape], 'int32');
  const predicted = await (model.predict(images) as tfjs.Tensor).argMax(-1).data();
  return labels.filter((label, i) => predicted[i] === label).length / labels.length;
}
