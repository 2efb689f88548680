import {
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { buildNet } from '../../../../src/jobs/nets/build-net';
import { multiplyAdds } from '../../../../src/jobs/nets/cost/multiply-adds';
import { expertsOf } from '../../../../src/jobs/nets/experts/experts-of';
import { GroupedConv2D } from '../../../../src/jobs/nets/grouped-conv2d/grouped-conv2d-layer';
import type { MethodName } from '../../../../src/jobs/nets/methods';
import { resnet32 } from '../../../../src/jobs/nets/resnet/resnet32';

const map = () => input({ shape: [8, 6, 4] });
const behind = (x: SymbolicTensor, ...through: layers.Layer[]) =>
  model({ inputs: x, outputs: through.reduce((y, layer) => layer.apply(y) as SymbolicTensor, x) });

test.each([
  ['a convolution', () => layers.conv2d({ filters: 5, kernelSize: 3, padding: 'same' }), 9 * 4 * 5 * 48],
  ['a stride', () => layers.conv2d({ filters: 5, kernelSize: 3, strides: 2 }), 9 * 4 * 5 * (3 * 2)],
  [
    'a depthwise one',
    () => layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2 }),
    9 * 4 * 2 * (6 * 4),
  ],
  [
    'a separable one',
    () => layers.separableConv2d({ filters: 5, kernelSize: 3, padding: 'same' }),
    (9 * 4 + 4 * 5) * 48,
  ],
  [
    'a grouped one',
    () => new GroupedConv2D({ filters: 6, kernelSize: 3, groups: 2, padding: 'same' }),
    9 * 2 * 6 * 48,
  ],
  [
    'a transposed one',
    () => layers.conv2dTranspose({ filters: 5, kernelSize: 2, strides: 2 }),
    2 * 2 * 4 * 5 * 48,
  ],
  ['a fully connected layer on each pixel', () => layers.dense({ units: 5 }), 4 * 5 * 48],
  ['normalisation, which has none', () => layers.batchNormalization({}), 0],
])('%s', (_, layer, count) => {
  expect(multiplyAdds(behind(map(), layer()))).toBe(count);
});

test('channels first, sequences, and vectors', () => {
  const first = layers.conv2d({ filters: 5, kernelSize: 1, dataFormat: 'channelsFirst' });
  expect(multiplyAdds(behind(map(), first))).toBe(8 * 5 * (6 * 4));
  const sequence = layers.conv1d({ filters: 5, kernelSize: 3 });
  expect(multiplyAdds(behind(input({ shape: [10, 2] }), sequence))).toBe(3 * 2 * 5 * 8);
  expect(multiplyAdds(sequential({ layers: [layers.dense({ inputShape: [7], units: 3 })] }))).toBe(21);
});

test('a layer counts for each of its applications, in nested models, too, and branches once', () => {
  const dense = layers.dense({ units: 4 });
  const x = input({ shape: [4] });
  const once = dense.apply(x) as SymbolicTensor;
  const nested = model({ inputs: x, outputs: [once, dense.apply(once) as SymbolicTensor] });
  expect(multiplyAdds(nested)).toBe(2 * 16);
  const y = input({ shape: [4] });
  const [one, two] = nested.apply(y) as SymbolicTensor[];
  const sum = layers.add({}).apply([one!, two!, y]) as SymbolicTensor;
  expect(
    multiplyAdds(model({ inputs: y, outputs: layers.dense({ units: 2 }).apply(sum) as SymbolicTensor })),
  ).toBe(2 * 16 + 8);
});

test('images of another size', () => {
  const net = behind(
    input({ shape: [null, null, 3] }),
    layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same' }),
    layers.globalAveragePooling2d({}),
    layers.dense({ units: 2 }),
  );
  expect(multiplyAdds(net, { inputShape: [5, 7, 3] })).toBe(27 * 4 * 35 + 8);
  expect(() => multiplyAdds(net)).toThrow(/^inputShape must be given, as conv2d\S* has an unknown shape/);
});

test('what it cannot count is refused by name', () => {
  const recurrent = behind(
    input({ shape: [5, 2] }),
    layers.simpleRNN({ units: 3, recurrentInitializer: 'zeros', name: 'memory' }),
  );
  expect(() => multiplyAdds(recurrent)).toThrow(/got memory, a SimpleRNN$/);
  const [x, y] = [input({ shape: [2] }), input({ shape: [2] })];
  const both = layers.add({}).apply([x, y]) as SymbolicTensor;
  expect(() => multiplyAdds(model({ inputs: [x, y], outputs: both }))).toThrow('model must have one input');
  expect(() => multiplyAdds({} as LayersModel)).toThrow(TypeError);
  expect(() => multiplyAdds(recurrent, { inputShape: [5, 0] })).toThrow(RangeError);
});

/** Numbers that a network computes in normalisation, in ReLU, and that its pooling reads. */
function otherOperations(net: LayersModel, scale: number) {
  const size = ({ shape }: SymbolicTensor) =>
    shape.slice(1).reduce<number>((all, size) => all * size!, shape.length === 4 ? scale : 1);
  const sum = (kind: string, side: 'getInputAt' | 'getOutputAt') =>
    net.layers
      .filter((layer) => layer.getClassName() === kind)
      .reduce((all, layer) => all + size(layer[side](0) as SymbolicTensor), 0);
  return (
    2 * sum('BatchNormalization', 'getOutputAt') +
    sum('ReLU', 'getOutputAt') +
    2 * sum('GlobalAveragePooling2D', 'getInputAt')
  );
}

test.each([
  ['mbib', undefined, 27_544_802_496, '27.93'],
  ['sade', undefined, 40_137_537_600, '40.69'],
  ['ride', 4, 50_312_006_400, '50.98'],
] as [MethodName, number | undefined, number, string][])(
  '%s on ResNet-32 and 640×640 pixels has the count of Table 6 when normalisation, ReLU and pooling are added',
  (method, experts, count, ofTable) => {
    const options = experts === undefined ? {} : { experts };
    const backbone = resnet32({ experts: expertsOf({ method, ...options }) });
    const task = { samplesPerClass: new Array(100).fill(5), seed: 0, ...options };
    const { trainer } = buildNet(method, backbone, ['stage1', 'stage2', 'stage3'], task);
    expect(multiplyAdds(trainer, { inputShape: [640, 640, 3] })).toBe(count);
    expect(((count + otherOperations(trainer, 400)) / 1e9).toFixed(2)).toBe(ofTable);
  },
);
