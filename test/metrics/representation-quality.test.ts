import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RepresentationQuality, representationQuality } from '../../src/metrics/representation-quality';

let tensorsBefore = 0;
beforeEach(() => {
  tensorsBefore = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensorsBefore);
});

async function qualityOf(labels: number[], rows: number[][]): Promise<RepresentationQuality> {
  const features = tf.tensor2d(rows);
  try {
    return await representationQuality(labels, features);
  } finally {
    features.dispose();
  }
}

/** Eq. 15–17 as they are printed: every sum over every pair, in the order of the paper. */
function asPrinted(labels: number[], rows: number[][]): RepresentationQuality {
  const distance = (r: number[], s: number[]) => Math.hypot(...r.map((value, i) => value - s[i]!));
  const classes = [...new Set(labels)].map((k) => rows.filter((_, i) => labels[i] === k));
  const K = classes.length;
  let intra = 0;
  for (const R of classes) {
    let sum = 0;
    for (const rj of R) for (const rk of R) sum += distance(rj, rk);
    intra += sum / R.length ** 2 / K;
  }
  const centres = classes.map((R) => R[0]!.map((_, i) => R.reduce((sum, r) => sum + r[i]!, 0) / R.length));
  let inter = 0;
  for (const ci of centres) for (const cj of centres) inter += distance(ci, cj) / (K * (K - 1));
  return { intra, inter, ratio: intra / inter };
}

const coordinate = fc.integer({ min: -800, max: 800 }).map((n) => n / 16);
const clouds = fc
  .array(fc.record({ label: fc.nat(4), point: fc.tuple(coordinate, coordinate, coordinate) }), {
    minLength: 2,
    maxLength: 24,
  })
  .map((samples) => ({
    labels: samples.map(({ label }) => label),
    rows: samples.map(({ point }) => [...point]),
  }))
  .filter(({ labels, rows }) => new Set(labels).size > 1 && asPrinted(labels, rows).inter > 0.1);

function expectRelative(
  actual: RepresentationQuality,
  expected: RepresentationQuality,
  tolerance = 1e-9,
): void {
  for (const key of ['intra', 'inter', 'ratio'] as const) {
    expect(Math.abs(actual[key] - expected[key]), key).toBeLessThanOrEqual(
      tolerance * Math.max(1, expected[key]),
    );
  }
}

describe('values', () => {
  test('two parallel pairs by hand; the distance of a feature to itself counts', async () => {
    const rows = [
      [0, 0],
      [0, 2],
      [5, 0],
      [5, 2],
    ];
    expect(await qualityOf([0, 0, 1, 1], rows)).toEqual({ intra: 1, inter: 5, ratio: 0.2 });
  });

  test('equal Eq. 15–17 as printed, by brute force', async () => {
    await fc.assert(
      fc.asyncProperty(clouds, async ({ labels, rows }) => {
        expectRelative(await qualityOf(labels, rows), asPrinted(labels, rows));
      }),
    );
  });

  test('stay exact where features lie close together far from the origin', async () => {
    const far = 4096;
    const rows = [
      [far, 0],
      [far + 2 ** -10, 0],
      [far, 1],
      [far + 2 ** -10, 1],
    ];
    expect(await qualityOf([0, 0, 1, 1], rows)).toEqual({ intra: 2 ** -11, inter: 1, ratio: 2 ** -11 });
  });

  test('classes of one sample have no distance within, and ids need not be consecutive', async () => {
    expect(await qualityOf([7, 3], [[0], [4]])).toEqual({ intra: 0, inter: 4, ratio: 0 });
  });

  test('10,000 features in 100 classes equal what is known of their geometry', async () => {
    // Class c holds its centre 100 times, half of them moved by +1 and half by −1 along one axis: the distances within
    // are 0 or 2, as often the one as the other. Centres lie on the axes, 10 from the origin.
    const n = 10_000;
    const width = 128;
    const values = new Float32Array(n * width);
    const labels = new Int32Array(n);
    for (let i = 0; i < n; i++) {
      const c = i % 100;
      labels[i] = c;
      values[i * width + c] = 10;
      values[i * width + 127] = Math.floor(i / 100) % 2 === 0 ? 1 : -1;
    }
    const features = tf.tensor2d(values, [n, width]);
    const quality = await representationQuality(labels, features);
    features.dispose();
    expectRelative(quality, { intra: 1, inter: Math.sqrt(200), ratio: 1 / Math.sqrt(200) });
  });
});

describe('laws', () => {
  test('the ratio is the same after a translation, a rotation and a scaling; distances scale', async () => {
    await fc.assert(
      fc.asyncProperty(
        clouds,
        coordinate,
        fc.constantFrom(0.25, 2, 8),
        async ({ labels, rows }, shift, scale) => {
          const before = await qualityOf(labels, rows);
          // A quarter turn about the third axis, so that no rounding comes in.
          const moved = rows.map(([x, y, z]) => [scale * -y! + shift, scale * x!, scale * z! - shift]);
          const after = await qualityOf(labels, moved);
          expectRelative(after, {
            intra: scale * before.intra,
            inter: scale * before.inter,
            ratio: before.ratio,
          });
        },
      ),
    );
  });

  test('neither the order of the samples nor the names of the classes matter', async () => {
    await fc.assert(
      fc.asyncProperty(clouds, async ({ labels, rows }) => {
        const other = await qualityOf(
          [...labels].reverse().map((label) => 9 - label),
          [...rows].reverse(),
        );
        expectRelative(other, await qualityOf(labels, rows));
      }),
    );
  });
});

describe('arguments that cannot be right are refused by name', () => {
  test.each<[string, number[], number[][]]>([
    [
      'features[1, 0]',
      [0, 1],
      [
        [1, 2],
        [Number.NaN, 4],
      ],
    ],
    [
      'features[0, 1]',
      [0, 1],
      [
        [1, -Infinity],
        [3, 4],
      ],
    ],
    [
      'labels must hold 2 class ids, got 3',
      [0, 1, 1],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      'labels[0]',
      [-1, 1],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      'labels',
      [1, 1],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      'features must differ',
      [0, 1],
      [
        [1, 2],
        [1, 2],
      ],
    ],
  ])('%s', async (name, labels, rows) => {
    await expect(qualityOf(labels, rows)).rejects.toThrow(name);
  });

  test('rows of labels that are not one-hot', async () => {
    const [labels, features] = [
      tf.tensor2d([
        [1, 0, 0],
        [1, 1, 1],
      ]),
      tf.tensor2d([[1], [2]]),
    ];
    await expect(representationQuality(labels, features)).rejects.toThrow(
      'labels[1] must be one-hot: numbers in 0..1 that sum to 1, got [1,1,1]',
    );
    tf.dispose([labels, features]);
  });

  test('features that are no matrix', async () => {
    const features = tf.zeros([2, 2, 2]);
    await expect(representationQuality([0, 1], features)).rejects.toThrow(
      'features must be a tensor [n, columns]',
    );
    features.dispose();
  });
});
