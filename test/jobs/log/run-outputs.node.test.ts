import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type OutputsTensor,
  outputsOfTensors,
  type RunOutputs,
  tensorsOfOutputs,
} from '../../../src/jobs/log/outputs/run-outputs';

const outputs: RunOutputs = {
  images: Int32Array.of(0, 2, 3),
  labels: Int32Array.of(0, 1, 1),
  predictions: Int32Array.of(0, 0, 1),
  confidence: Float32Array.of(0.75, 0.5, 1),
  truth: Float32Array.of(0.75, 0.25, 1),
  posterior: Float32Array.of(0.75, 0.625, Number.NaN),
  sample: Int32Array.of(0, 2),
  representations: {
    v: { values: Float32Array.of(7, 8), distances: Float32Array.of(3, 2, Number.NaN, 0, 1, 1, 2, 3, 4, 5) },
    z: {
      values: Float32Array.of(1, 2, 3, -4, 5, 6),
      distances: Float32Array.of(1, 2, Number.NaN, 0, 1, 1, 2, 3, 4, 5),
    },
  },
};

test('outputs are the same after a way through tensors', () => {
  const tensors = tensorsOfOutputs(outputs);
  const shapeOf = (wanted: string) => tensors.find(({ name }) => name === wanted)!.shape;
  expect([shapeOf('v'), shapeOf('z')]).toEqual([
    [2, 1],
    [2, 3],
  ]);
  expect(outputsOfTensors(tensors)).toEqual(outputs);
  const values = new Float32Array();
  const none: RunOutputs = {
    ...outputs,
    sample: new Int32Array(),
    representations: { v: { values }, z: { values } },
  };
  expect(outputsOfTensors(tensorsOfOutputs(none))).toEqual(none);
});

test('whatever representations there are, the same come back from the tensors', () => {
  const representation = (rows: number) =>
    fc.integer({ min: 1, max: 4 }).chain((width) =>
      fc.record({
        values: fc.float32Array({
          minLength: rows * width,
          maxLength: rows * width,
          noNaN: true,
          noDefaultInfinity: true,
        }),
        ...{ distances: fc.option(distances, { nil: undefined }) },
      }),
    );
  const distances = fc.float32Array({ minLength: 10, maxLength: 10, min: 0, max: 1e6 });
  fc.assert(
    fc.property(
      fc.record({ z: representation(2), v: representation(2) }, { requiredKeys: ['z'] }),
      (representations) => {
        const given = { ...outputs, representations };
        expect(outputsOfTensors(tensorsOfOutputs(given))).toEqual(given);
      },
    ),
    { numRuns: 50 },
  );
});

test('a file of before there was v has z alone, with its distances', () => {
  const { v: _, z } = outputs.representations;
  const vectors = tensorsOfOutputs(outputs).filter(({ shape }) => shape.length === 1);
  const found = outputsOfTensors([
    ...vectors,
    { name: 'distances', shape: [2, 5], data: z.distances! },
    { name: 'z', shape: [2, 3], data: z.values },
  ]);
  expect(found).toEqual({ ...outputs, representations: { z } });
});

test.each<[string, OutputsTensor['data'] | number[] | undefined, string]>([
  ['truth', undefined, 'it has no tensor truth'],
  ['labels', Int32Array.of(0, 1, 3), 'its tensor labels has 3 at 2 where it must be at least 0 and below 3'],
  [
    'predictions',
    Int32Array.of(-1, 1, 2),
    'its tensor predictions has -1 at 0 where it must be at least 0 and below 3',
  ],
  ['predictions', Int32Array.of(0), 'its tensor predictions has 1 numbers where it must have 3'],
  ['predictions', Float32Array.of(0, 0, 1), 'its tensor predictions has float32 where it must have int32'],
  [
    'images',
    Int32Array.of(0, 0, 1),
    'its tensor images has 0 at 1 where it must be at least 0, each greater than the one before',
  ],
  [
    'sample',
    Int32Array.of(0, 3),
    'its tensor sample has 3 at 1 where it must be at least 0 and below 3, each greater',
  ],
  ['confidence', Float32Array.of(0, 1.5, 0), 'its tensor confidence has 1.5 at 1 where it must be in 0..1'],
  ['truth', Float32Array.of(0, Number.NaN, 0), 'its tensor truth has NaN at 1 where it must be in 0..1'],
  ['truth', Int32Array.of(0, 0, 0), 'its tensor truth has int32 where it must have float32'],
  ['posterior', Float32Array.of(0, -1, 0), 'its tensor posterior has -1 at 1 where it must be in 0..1'],
  ['distances', Float32Array.of(1), 'its tensor distances has the shape [1]'],
  ['v_distances', Float32Array.of(1), 'its tensor v_distances has the shape [1]'],
  ['z', undefined, 'it has no tensor z'],
  ['z', Float32Array.of(1, 2, 3, Number.NaN, 5, 6), 'its tensor z has numbers that are not finite'],
  ['v', Float32Array.of(1, Number.NaN), 'its tensor v has numbers that are not finite'],
  ['v', Int32Array.of(1, 2), 'its tensor v has int32 where it must have float32'],
  ['sample', Int32Array.of(0), 'its tensor v has 2 rows where it must have 1'],
])('%s of %o is refused', (wrong, data, message) => {
  const tensors = tensorsOfOutputs(outputs).flatMap((tensor) => {
    if (tensor.name !== wrong) return [tensor];
    if (!data) return [];
    return [
      {
        ...tensor,
        data,
        shape: tensor.shape.length === 2 && data.length > 1 ? tensor.shape : [data.length],
      } as OutputsTensor,
    ];
  });
  expect(() => outputsOfTensors(tensors)).toThrow(message);
});
