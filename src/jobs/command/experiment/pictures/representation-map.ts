import { TSNE } from '@saehrimnir/druidjs';
import type { RepresentationMap } from '../../../experiment/results/pictures';
import type { RunOutputs } from '../../../log/outputs/run-outputs';
import type { RunLog } from '../../../log/run-log';

/** The defaults of van der Maaten & Hinton (2008), with fewer neighbours where there are few points. */
const PERPLEXITY = 30;
const STEPS = 500;

/** Digits behind the point: a chart shows no more. */
const DIGITS = 2;

/**
 * Places the kept test images in the plane by t-SNE (van der Maaten & Hinton, 2008), as Figure 8 of the paper. The same
 * outputs have the same map.
 *
 * @param representation one of the outputs, and what results call it
 * @returns undefined where there are too few images
 */
export function representationMap(
  { sample, labels }: Pick<RunOutputs, 'sample' | 'labels'>,
  { name, values }: { name: RepresentationMap['representation']; values: Float32Array },
  { label, seed, folder }: Pick<RepresentationMap, 'label' | 'seed' | 'folder'>,
  { start }: RunLog,
): RepresentationMap | undefined {
  const width = values.length / sample.length;
  if (sample.length < 5 || width === 0) return undefined;
  const rows = Array.from(sample, (_, i) => Float64Array.from(values.subarray(i * width, (i + 1) * width)));
  const perplexity = Math.min(PERPLEXITY, (rows.length - 1) / 3);
  const placed = new TSNE(rows, { d: 2, perplexity, seed: 0 }).transform(STEPS);
  const { samplesPerClass, classNames } = start;
  const own = [...new Set(Array.from(sample, (row) => labels[row]!))];
  own.sort((a, b) => samplesPerClass[b]! - samplesPerClass[a]! || a - b);
  const points = Array.from(placed, ([x, y], i): [number, number, number] => [
    rounded(x!),
    rounded(y!),
    own.indexOf(labels[sample[i]!]!),
  ]);
  if (!points.flat().every(Number.isFinite)) return undefined;
  const classes = own.map((k) => ({ name: classNames?.[k] ?? String(k), samples: samplesPerClass[k]! }));
  return { label, representation: name, seed, folder, perplexity, steps: STEPS, classes, points };
}

function rounded(value: number): number {
  return Number(value.toFixed(DIGITS));
}
