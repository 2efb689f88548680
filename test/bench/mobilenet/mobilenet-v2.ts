import * as tfl from '@tensorflow/tfjs-layers';

/** Inverted bottlenecks: factor of expansion, channels before α, how many in a row, stride of the first. */
const stages = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/** MobileNetV2 (Sandler et al., arXiv:1801.04381) with α = 0.35, from layers of tfjs, for images of `size` pixels. */
export function mobileNetV2(size: number, classes: number): tfl.LayersModel {
  const input = tfl.input({ shape: [size, size, 3] });
  let seed = 0;
  const initial = () => tfl.initializers.glorotUniform({ seed: ++seed });
  const norm = (x: tfl.SymbolicTensor) =>
    tfl.layers.batchNormalization({ epsilon: 1e-3 }).apply(x) as tfl.SymbolicTensor;
  const relu6 = (x: tfl.SymbolicTensor) => tfl.layers.reLU({ maxValue: 6 }).apply(x) as tfl.SymbolicTensor;
  const convolve = (x: tfl.SymbolicTensor, filters: number, kernelSize: number, strides: number) => {
    const options = { filters, kernelSize, strides, padding: 'same', useBias: false } as const;
    return norm(
      tfl.layers.conv2d({ ...options, kernelInitializer: initial() }).apply(x) as tfl.SymbolicTensor,
    );
  };
  const depthwise = (x: tfl.SymbolicTensor, strides: number) => {
    const options = { kernelSize: 3, strides, padding: 'same', useBias: false } as const;
    const layer = tfl.layers.depthwiseConv2d({ ...options, depthwiseInitializer: initial() });
    return norm(layer.apply(x) as tfl.SymbolicTensor);
  };

  let x = relu6(convolve(input, 16, 3, 2));
  for (const [expansion, channels, repeats, firstStride] of stages) {
    const filters = Math.max(8, 8 * Math.round((0.35 * channels) / 8));
    for (let i = 0; i < repeats; i++) {
      const stride = i === 0 ? firstStride : 1;
      const ins = x.shape[3]!;
      const expanded = expansion === 1 ? x : relu6(convolve(x, expansion * ins, 1, 1));
      const y = convolve(relu6(depthwise(expanded, stride)), filters, 1, 1);
      x = stride === 1 && ins === filters ? (tfl.layers.add().apply([x, y]) as tfl.SymbolicTensor) : y;
    }
  }
  x = relu6(convolve(x, 1280, 1, 1));
  x = tfl.layers.globalAveragePooling2d({}).apply(x) as tfl.SymbolicTensor;
  const dense = tfl.layers.dense({ units: classes, kernelInitializer: initial() });
  return tfl.model({ inputs: input, outputs: dense.apply(x) as tfl.SymbolicTensor });
}
