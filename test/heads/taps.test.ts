import '../../src/accelerate';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { listTaps, withMBIB } from 'mbib';
import { describe, expect, it } from 'vitest';
import { read } from '../support/read';

const classes = 3;

/** A residual network in small: maps of 8, 4 and 2 pixels, padding on the way, a nested model, features at the end. */
function residual(): tfl.LayersModel {
  const conv = (name: string, strides: number) =>
    tfl.layers.conv2d({ name, filters: 4, kernelSize: 3, strides, padding: 'same' });
  const input = tfl.input({ shape: [8, 8, 4] });
  const first = conv('first', 1).apply(input) as tfl.SymbolicTensor;
  const sum = tfl.layers.add({ name: 'sum' }).apply([input, first]) as tfl.SymbolicTensor;
  const trunk = tfl.sequential({
    name: 'trunk',
    layers: [tfl.layers.inputLayer({ inputShape: [8, 8, 4] }), conv('a', 2), conv('b', 1)],
  });
  const padded = tfl.layers.zeroPadding2d({ padding: 1 }).apply(trunk.apply(sum)) as tfl.SymbolicTensor;
  const last = tfl.layers.conv2d({ name: 'last', filters: 4, kernelSize: 3, strides: 2 }).apply(padded);
  const flat = tfl.layers.flatten().apply(last);
  return tfl.model({
    inputs: input,
    outputs: tfl.layers.dense({ name: 'scores', units: 2 }).apply(flat) as tfl.SymbolicTensor,
  });
}

/** A GraphModel as its file has it: two convolutions, one of stride 2, and a mean. */
async function graphModel({ dtype = 'DT_FLOAT', size = '8', batch = '-1' } = {}) {
  const attr = (strides: number) => ({
    T: { type: 'DT_FLOAT' },
    strides: { list: { i: ['1', `${strides}`, `${strides}`, '1'] } },
    padding: { s: 'U0FNRQ==' },
    data_format: { s: 'TkhXQw==' },
    dilations: { list: { i: ['1', '1', '1', '1'] } },
  });
  const shape = { shape: { dim: [{ size: batch }, { size }, { size }, { size: '2' }] } };
  const constant = (name: string, type = 'DT_FLOAT') => ({ name, op: 'Const', attr: { dtype: { type } } });
  const node = [
    { name: 'image', op: 'Placeholder', attr: { shape, dtype: { type: dtype } } },
    constant('filter'),
    constant('axes', 'DT_INT32'),
    // Out of order, as files may have them.
    {
      name: 'stage2/mean',
      op: 'Mean',
      input: ['stage2/relu', 'axes'],
      attr: { keep_dims: { b: false }, T: { type: 'DT_FLOAT' } },
    },
    { name: 'stage1/conv', op: 'Conv2D', input: ['image', 'filter'], attr: attr(1) },
    { name: 'stage1/relu', op: 'Relu', input: ['stage1/conv'], attr: {} },
    { name: 'stage2/conv', op: 'Conv2D', input: ['stage1/relu', 'filter'], attr: attr(2) },
    { name: 'stage2/relu', op: 'Relu', input: ['stage2/conv'], attr: {} },
  ];
  const filter = Float32Array.from({ length: 36 }, (_, i) => Math.sin(i));
  const weightData = new ArrayBuffer(36 * 4 + 2 * 4);
  new Float32Array(weightData, 0, 36).set(filter);
  new Int32Array(weightData, 36 * 4).set([1, 2]);
  return loadGraphModel({
    load: async () => ({
      modelTopology: { node, versions: { producer: 1 } },
      format: 'graph-model',
      weightSpecs: [
        { name: 'filter', shape: [3, 3, 2, 2], dtype: 'float32' },
        { name: 'axes', shape: [2], dtype: 'int32' },
      ],
      weightData,
    }),
  });
}

describe('listTaps', () => {
  it('gives the last layer of each resolution, shallow to deep, without paddings and features', () => {
    const backbone = residual();
    expect(listTaps(backbone)).toEqual([
      { name: 'sum', shape: [null, 8, 8, 4] },
      { name: 'trunk', shape: [null, 4, 4, 4] },
      { name: 'last', shape: [null, 2, 2, 4] },
    ]);
    backbone.dispose();
  });

  it('gives names that withMBIB takes', () => {
    const backbone = residual();
    const names = listTaps(backbone).map(({ name }) => name);
    const net = withMBIB(backbone, names, { classes });
    expect(net.encoder.outputs.map(({ shape }) => shape)).toEqual([
      [null, 4],
      [null, 4],
      [null, 4],
    ]);
    net.dispose();
    backbone.dispose();
  });

  it('gives the features of a net that has nothing else', () => {
    const { dense } = tfl.layers;
    const backbone = tfl.sequential({
      layers: [dense({ name: 'a', units: 3, inputShape: [2] }), dense({ name: 'b', units: 4 })],
    });
    expect(listTaps(backbone)).toEqual([{ name: 'b', shape: [null, 4] }]);
  });

  it('gives the nodes of a GraphModel, and leaves its weights alone', async () => {
    const graph = await graphModel();
    const start = tf.memory().numTensors;
    expect(listTaps(graph)).toEqual([
      { name: 'stage1/relu', shape: [null, 8, 8, 2] },
      { name: 'stage2/relu', shape: [null, 4, 4, 2] },
    ]);
    expect(tf.memory().numTensors).toBe(start);
  });

  it('leaves out what stands beside the way, such as the gates of squeeze-and-excitation', () => {
    const input = tfl.input({ shape: [8, 8, 3] });
    const conv = (name: string, strides: number, x: tfl.SymbolicTensor) =>
      tfl.layers.conv2d({ name, filters: 3, kernelSize: 1, strides }).apply(x) as tfl.SymbolicTensor;
    const excite = (name: string, x: tfl.SymbolicTensor) => {
      const mean = tfl.layers.globalAveragePooling2d({}).apply(x);
      const gate = tfl.layers.reshape({ targetShape: [1, 1, 3] }).apply(mean) as tfl.SymbolicTensor;
      return tfl.layers
        .multiply({ name: `${name}_scaled` })
        .apply([x, conv(`${name}_gate`, 1, gate)]) as tfl.SymbolicTensor;
    };
    const first = excite('first', conv('first_conv', 2, input));
    const second = excite('second', conv('second_conv', 2, first));
    const backbone = tfl.model({ inputs: input, outputs: second });
    expect(listTaps(backbone).map(({ name }) => name)).toEqual(['first_scaled', 'second_scaled']);
  });

  it('knows maps with their channels first, and says where sizes are open or nothing is found', () => {
    const layers = (inputShape: (number | null)[]) =>
      [1, 2].map((strides) =>
        tfl.layers.conv2d({
          name: `stride${strides}`,
          filters: 16 * strides,
          kernelSize: 1,
          strides,
          dataFormat: 'channelsFirst',
          inputShape,
        }),
      );
    const first = tfl.sequential({ layers: layers([3, 16, 16]).slice(0, 1) });
    expect(listTaps(first, { dataFormat: 'channelsFirst' })).toEqual([
      { name: 'stride1', shape: [null, 16, 16, 16] },
    ]);
    const open = tfl.sequential({
      layers: [tfl.layers.conv2d({ name: 'open', filters: 2, kernelSize: 1, inputShape: [null, null, 3] })],
    });
    expect(() => listTaps(open)).toThrow(
      /backbone must have an input of known size, got .* 'open' is \[null,null,null,2\]/,
    );
    expect(() => listTaps(first, { inputShape: [16, 16, 3] })).toThrow(
      /options\.inputShape must be left out for a LayersModel/,
    );
    const solid = tfl.sequential({
      layers: [tfl.layers.conv3d({ filters: 2, kernelSize: 1, inputShape: [2, 3, 4, 5] })],
    });
    expect(() => listTaps(solid)).toThrow(
      /backbone must have a map, a sequence or features, got one without/,
    );
  });

  it('refuses what is no backbone', () => {
    expect(() => listTaps({} as never)).toThrow(/backbone must be a GraphModel or a LayersModel/);
    expect(() => listTaps(residual(), { inputShape: 'big' as never })).toThrow(
      /options\.inputShape must be an array/,
    );
  });
});

describe('taps that cannot be', () => {
  const backbone = residual();
  const net = (...taps: (string | tfl.SymbolicTensor)[]) => withMBIB(backbone, taps, { classes });

  it('an unknown one is answered with the nearest and their shapes', () => {
    expect(() => net('sums')).toThrow(
      /tapLayers\[0\] must be an output of the backbone; the nearest are 'sum' \[null,8,8,4\], .*\(listTaps gives good ones\), got 'sums'/,
    );
    expect(() => net('trunk/c')).toThrow(/the nearest are 'trunk\/[ab]' \[null,4,4,4\]/);
    // The end of a path is enough to be found.
    expect(() => net('bb')).toThrow(/the nearest are 'trunk\/b' \[null,4,4,4\]/);
  });

  it('one before another that it is computed from', () => {
    expect(() => net('last', 'sum')).toThrow(
      /tapLayers must go from shallow to deep, got 'last' before 'sum', which it is computed from/,
    );
    expect(() => net('sum', 'trunk/b', 'trunk/a')).toThrow(/got 'trunk\/b' before 'trunk\/a'/);
  });

  it('one twice, however it is named', () => {
    expect(() => net('sum', 'sum')).toThrow(/tapLayers must be different layers, got 'sum' twice/);
    expect(() => net('sum', backbone.getLayer('sum').output as tfl.SymbolicTensor)).toThrow(/'sum' twice/);
  });

  it('of a GraphModel: unknown, a constant, deep before shallow, twice', async () => {
    const graph = await graphModel();
    const image = tf.ones([2, 8, 8, 2]);
    const [before] = await read(() => [graph.predict(image) as tf.Tensor]);
    const start = tf.memory().numTensors;
    const ofGraph =
      (...nodes: string[]) =>
      () =>
        withMBIB(graph, nodes, { classes });
    expect(ofGraph('stage1/rel')).toThrow(
      /tapLayers\[0\] must be a node of the GraphModel; the nearest are 'stage1\/relu' \[null,8,8,2\], .* got 'stage1\/rel'/,
    );
    expect(ofGraph('filter')).toThrow(
      /tapLayers\[0\] must be computed from the GraphModel's input.* got 'filter'/,
    );
    expect(ofGraph('stage2/relu', 'stage1/relu')).toThrow(
      /shallow to deep, got 'stage2\/relu' before 'stage1\/relu'/,
    );
    expect(ofGraph('stage1/relu', 'stage1/relu')).toThrow(/different nodes, got 'stage1\/relu' twice/);
    expect(tf.memory().numTensors).toBe(start);
    const [after] = await read(() => [graph.predict(image) as tf.Tensor]);
    expect(after).toEqual(before);
    image.dispose();
  });

  it('a GraphModel of whole numbers, of another size, of several batches', async () => {
    const whole = await graphModel({ dtype: 'DT_INT32' });
    expect(() => withMBIB(whole, ['stage1/relu'], { classes })).toThrow(
      /the GraphModel must take float32 .* got int32/,
    );
    const graph = await graphModel();
    expect(() => withMBIB(graph, ['stage1/relu'], { classes, inputShape: [16, 16, 2] })).toThrow(
      /options\.inputShape must be what the GraphModel declares, \[8,8,2\], got \[16,16,2\]/,
    );
    const open = await graphModel({ size: '-1' });
    expect(() => withMBIB(open, ['stage1/relu'], { classes })).toThrow(
      /the GraphModel must declare the size of its input, or options\.inputShape be given/,
    );
    expect(() => withMBIB(open, ['stage1/relu'], { classes, inputShape: [16, 16, 3] })).toThrow(
      /options\.inputShape must be what the GraphModel declares/,
    );
    withMBIB(open, ['stage1/relu'], { classes, inputShape: [16, 16, 2] }).dispose();
    const ofFour = await graphModel({ batch: '4' });
    const net = withMBIB(ofFour, ['stage1/relu'], { classes });
    expect(() => net.trainer.predict(tf.zeros([3, 8, 8, 2]))).toThrow(
      /a batch must have 4 inputs, as the GraphModel declares, got 3/,
    );
    net.dispose();
  });

  it('weights that two taps need are asked for where the loss is made', () => {
    const two = net('sum', 'last');
    expect(() => two.loss({ samplesPerClass: [3, 2, 1] })).toThrow(
      /options\.tapWeights must hold one weight for each of 2 taps, shallow to deep.* got nothing/,
    );
    two.dispose();
  });
});

describe('the backbone after its heads', () => {
  it('has no uses of layers left, in whatever order nets are freed', () => {
    const backbone = residual();
    const uses = () =>
      [backbone, ...backbone.layers, ...(backbone.getLayer('trunk') as never as tfl.LayersModel).layers].map(
        (layer) => {
          const { inboundNodes, outboundNodes } = layer as never as Record<string, unknown[]>;
          return [layer.name, inboundNodes!.length, outboundNodes!.length];
        },
      );
    const before = uses();
    const nets = [
      ['sum', 'last'],
      ['trunk/a', 'last'],
      ['trunk/b', 'last'],
    ].map((taps, i) => withMBIB(backbone, taps, { classes, frozen: i === 1 }));
    const x = tf.ones([1, 8, 8, 4]);
    for (const i of [1, 1, 0]) {
      for (const net of nets) tf.dispose(net.classifier.predict(x));
      nets.splice(i, 1)[0]!.dispose();
    }
    expect(uses()).toEqual(before);
    x.dispose();
    backbone.dispose();
  });

  it.each([false, true])(
    'has no uses of a sequential model and of models in it left, frozen: %s',
    (frozen) => {
      const conv = (name: string, input = {}) =>
        tfl.layers.conv2d({ name, filters: 2, kernelSize: 1, ...input });
      const trunk = tfl.sequential({ layers: [conv('a', { inputShape: [4, 4, 2] })] });
      const backbone = tfl.sequential({ layers: [trunk, conv('b')] });
      const inputLayer = backbone.inputs[0]!.sourceLayer as never as Record<string, unknown[]>;
      const uses = () =>
        [inputLayer, backbone.getLayer('b') as never].map(({ outboundNodes }) => outboundNodes!.length);
      withMBIB(backbone, ['a', 'b'], { classes, frozen }).dispose();
      const before = uses();
      for (let i = 0; i < 2; i++) withMBIB(backbone, ['a', 'b'], { classes, frozen }).dispose();
      expect(uses()).toEqual(before);
      expect(before[0]).toBe(1);
    },
  );

  it('has no tensors and no uses more where withMBIB failed', () => {
    const backbone = residual();
    const start = tf.memory().numTensors;
    const { outboundNodes } = backbone.getLayer('sum') as never as Record<string, unknown[]>;
    const count = outboundNodes!.length;
    const flat = backbone.layers.find(({ name }) => name.startsWith('flatten'))!;
    const named = withMBIB(backbone, ['sum'], { classes });
    const whole = tf.memory().numTensors;
    // Heads on a model that has heads of the same name.
    expect(() => withMBIB(named.classifier, ['mbib_v1_neck'], { classes })).toThrow(
      /options\.name must differ from that of heads in the backbone, which has a 'mbib_v1_neck', got 'mbib'/,
    );
    expect(tf.memory().numTensors).toBe(whole);
    named.dispose();
    expect(() => withMBIB(backbone, ['trunk/a', flat], { classes, zWidth: 0 })).toThrow(/options\.zWidth/);
    const input = tfl.input({ shape: [2, 3, 4, 5] });
    const solid = tfl.layers
      .conv3d({ name: 'solid', filters: 2, kernelSize: 1 })
      .apply(input) as tfl.SymbolicTensor;
    const volume = tfl.model({ inputs: input, outputs: solid });
    const ofVolume = tf.memory().numTensors;
    expect(() => withMBIB(volume, ['solid'], { classes })).toThrow(
      /the tap 'solid' must be a map, a sequence or features of known width, got \[null,2,3,4,2\]/,
    );
    expect(tf.memory().numTensors).toBe(ofVolume);
    volume.dispose();
    expect(tf.memory().numTensors).toBe(start);
    expect((backbone.getLayer('sum') as never as Record<string, unknown[]>).outboundNodes).toHaveLength(
      count,
    );
    backbone.dispose();
  });

  it('carries two sets of heads in one model, by their names', () => {
    const backbone = residual();
    const nets = ['coarse', 'fine'].map((name) => withMBIB(backbone, ['sum', 'last'], { classes, name }));
    const both = tfl.model({
      inputs: backbone.inputs,
      outputs: nets.flatMap(({ classifier }) => classifier.outputs),
    });
    expect(both.layers.some(({ name }) => name === 'fine_v2_neck')).toBe(true);
    for (const net of nets) net.dispose();
    backbone.dispose();
  });
});
