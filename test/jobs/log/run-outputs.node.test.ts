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
  distances: Float32Array.of(1, 2, Number.NaN, 0, 1, 1, 2, 3, 4, 5),
  sample: Int32Array.of(0, 2),
  z: Float32Array.of(1, 2, 3, -4, 5, 6),
};

test('outputs are the same after a way through tensors', () => {
  const tensors = tensorsOfOutputs(outputs);
  expect(tensors.find(({ name }) => name === 'z')!.shape).toEqual([2, 3]);
  expect(outputsOfTensors(tensors)).toEqual(outputs);
  const { distances: _, ...others } = outputs;
  const none = { ...others, sample: new Int32Array(), z: new Float32Array() };
  expect(outputsOfTensors(tensorsOfOutputs(none))).toEqual(none);
});

test.each<[keyof RunOutputs, OutputsTensor['data'] | number[] | undefined, string]>([
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
  ['z', Float32Array.of(1, 2, 3, Number.NaN, 5, 6), 'its tensor z has numbers that are not finite'],
])('%s of %o is refused', (wrong, data, message) => {
  const tensors = tensorsOfOutputs(outputs).flatMap((tensor) => {
    if (tensor.name !== wrong) return [tensor];
    if (!data) return [];
    return [{ ...tensor, data, shape: wrong === 'z' ? tensor.shape : [data.length] } as OutputsTensor];
  });
  expect(() => outputsOfTensors(tensors)).toThrow(message);
});
