import { createHash } from 'node:crypto';
import type { BatchSource } from '../../data/batch-source';

/** Features in memory, with their labels. */
export interface LabelledFeatures {
  /** The features, `[samples, width]`, once for each view; the first is that of an evaluation. */
  views: readonly Float32Array[];
  /** Number of features of a sample, those of all taps together. */
  width: number;
  /** Class of each sample, `[samples]`. */
  labels: Int32Array;
  /** Name of each class, in label order. */
  classNames: readonly string[];
  /** How many samples were left out. Default 0. */
  skipped?: number;
}

/**
 * Batches of features that were computed before, for a net on features. Where there are several views of a sample, a training batch
 * takes one at random.
 *
 * @param features with their labels
 *
 * @example
 * ```ts
 * import { featureSource } from 'mbib/jobs';
 *
 * const labels = Int32Array.from([0, 1]);
 * const views = [Float32Array.from([0.1, 0.2, 0.3, 0.4])];
 * const train = featureSource({ views, width: 2, labels, classNames: ['cat', 'dog'] }); // for a recipe's train
 * ```
 */
export function featureSource({
  views,
  width,
  labels,
  classNames,
  skipped = 0,
}: LabelledFeatures): BatchSource {
  let fingerprint: string | undefined;
  return {
    labels,
    classes: classNames.length,
    classNames,
    imageShape: [width],
    skipped,
    get fingerprint() {
      fingerprint ??= fingerprintOf(views, labels);
      return fingerprint;
    },
    ...(views.length > 1 && {
      plain: () => featureSource({ views: views.slice(0, 1), width, labels, classNames, skipped }),
    }),
    async *batches(order, randomOf) {
      for (const [batch, indices] of order.entries()) {
        const random = views.length > 1 ? randomOf(batch) : undefined;
        const pixels = new Float32Array(indices.length * width);
        for (const [i, index] of indices.entries()) {
          const view = views[random?.interval(views.length - 1) ?? 0]!;
          pixels.set(view.subarray(index * width, (index + 1) * width), i * width);
        }
        yield { indices, pixels };
      }
    },
  };
}

function fingerprintOf(views: readonly Float32Array[], labels: Int32Array): string {
  const hash = createHash('sha256');
  for (const { buffer, byteOffset, byteLength } of [...views, labels]) {
    hash.update(new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength));
  }
  return hash.digest('hex');
}
