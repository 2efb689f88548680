/**
 * How long the gradients of ResNet-32's convolutions take on wasm at batch 128: stock tfjs, the composed kernels on
 * stock tfjs, and what `mbib/accelerate` registers, in one run. `npx tsx test/bench/convolution-gradients.ts`
 */
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { composedConv2DBackpropFilter } from '../../src/accelerate/composed/conv2d-backprop-filter';
import { composedConv2DBackpropInput } from '../../src/accelerate/composed/conv2d-backprop-input';

type Kernel = (args: { inputs: object; attrs: object; backend: unknown }) => tf.TensorInfo;

const BATCH = 128;
const shapes = [
  { size: 32, from: 3, to: 16, stride: 1, padding: 1 },
  { size: 32, from: 16, to: 16, stride: 1, padding: 1 },
  { size: 34, from: 16, to: 32, stride: 2, padding: 0 },
  { size: 16, from: 32, to: 32, stride: 1, padding: 1 },
  { size: 18, from: 32, to: 64, stride: 2, padding: 0 },
  { size: 8, from: 64, to: 64, stride: 1, padding: 1 },
];

await tf.setBackend('wasm');
const registered = (name: string) => tf.getKernel(name, 'wasm').kernelFunc as unknown as Kernel;
const composedInput = composedConv2DBackpropInput as unknown as Kernel;
const composedFilter = composedConv2DBackpropFilter as unknown as Kernel;

const forward = timeEach(registered(tf.Conv2D));
const stock = timeEach(registered(tf.Conv2DBackpropInput));
const composed = timeEach(composedInput);
const composedDw = timeEach(composedFilter);
await import('../../src/accelerate');
const acceleratedForward = timeEach(registered(tf.Conv2D));
const accelerated = timeEach(registered(tf.Conv2DBackpropInput));
const acceleratedDw = timeEach(registered(tf.Conv2DBackpropFilter));

console.table(
  shapes.map(({ size, from, to, stride }, i) => ({
    'ms of processor time': `${size}×${size} ${from}→${to} /${stride}`,
    'y stock': forward[i],
    'y registered': acceleratedForward[i],
    'dx stock': stock[i],
    'dx composed': composed[i],
    'stock / composed': Number((stock[i]! / composed[i]!).toFixed(1)),
    'dx registered': accelerated[i],
    'stock / registered': Number((stock[i]! / accelerated[i]!).toFixed(1)),
    'dw composed': composedDw[i],
    'dw registered': acceleratedDw[i],
  })),
);

/** The least processor time in ms of five runs of a kernel on each of the shapes; other load changes it little. */
function timeEach(kernel: Kernel): number[] {
  const backend = tf.backend() as tf.KernelBackend;
  return shapes.map(({ size, from, to, stride, padding }) => {
    const inputShape: [number, number, number, number] = [BATCH, size, size, from];
    const filterShape: [number, number, number, number] = [3, 3, from, to];
    const margin: [number, number] = [padding, padding];
    const pad: tf.backend_util.ExplicitPadding = [[0, 0], margin, margin, [0, 0]];
    const { outShape } = tf.backend_util.computeConv2DInfo(inputShape, filterShape, stride, 1, pad);
    const attrs = { strides: stride, dilations: 1, pad, dataFormat: 'NHWC', inputShape, filterShape };
    const inputs = {
      x: tf.randomNormal(inputShape),
      filter: tf.randomNormal(filterShape),
      dy: tf.randomNormal(outShape),
    };
    const times = Array.from({ length: 5 }, () => {
      const start = process.cpuUsage();
      const output = kernel({ inputs, attrs, backend });
      const { user, system } = process.cpuUsage(start);
      backend.disposeData(output.dataId);
      return (user + system) / 1000;
    });
    tf.dispose(inputs);
    return Number(Math.min(...times).toFixed(1));
  });
}
