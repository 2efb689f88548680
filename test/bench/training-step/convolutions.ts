/**
 * The convolutions of ResNet-32 and their gradients on wasm, batch 128: the shortest of 25 calls of each, by the processor's time.
 * `npx tsx test/bench/training-step/convolutions.ts`
 */
import '@tensorflow/tfjs-backend-wasm';
import 'mbib/accelerate';
import * as tf from '@tensorflow/tfjs-core';
import { BATCH } from './step';

/** Size of the input, channels in and out, stride, and how many of the network's convolutions are so. */
const layers = [
  { size: 32, ins: 3, outs: 16, stride: 1, count: 1 },
  { size: 32, ins: 16, outs: 16, stride: 1, count: 10 },
  { size: 32, ins: 16, outs: 32, stride: 2, count: 1 },
  { size: 16, ins: 32, outs: 32, stride: 1, count: 9 },
  { size: 16, ins: 32, outs: 64, stride: 2, count: 1 },
  { size: 8, ins: 64, outs: 64, stride: 1, count: 9 },
];

await tf.setBackend('wasm');
let step = 0;
const rows = layers.map(({ size, ins, outs, stride, count }) => {
  const x = tf.randomNormal([BATCH, size, size, ins]);
  const filter = tf.randomNormal([3, 3, ins, outs]);
  const dy = tf.randomNormal([BATCH, size / stride, size / stride, outs]);
  const form = { strides: [stride, stride], pad: 'same', dataFormat: 'NHWC', dilations: [1, 1] };
  const shortest = (kernel: string, inputs: tf.NamedTensorMap, attributes: object) => {
    const times = Array.from({ length: 25 }, () => {
      const before = process.cpuUsage();
      tf.dispose(tf.engine().runKernel(kernel, inputs, { ...form, ...attributes }) as tf.Tensor);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    });
    const milliseconds = Math.min(...times);
    step += count * milliseconds;
    return milliseconds;
  };
  const forward = shortest(tf.Conv2D, { x, filter }, {});
  const input = shortest(tf.Conv2DBackpropInput, { dy, filter }, { inputShape: x.shape });
  const gradient = shortest(tf.Conv2DBackpropFilter, { x, dy }, { filterShape: filter.shape });
  tf.dispose([x, filter, dy]);
  const multiplyAdds = (BATCH * (size / stride) ** 2 * 9 * ins * outs) / 1e6;
  const speed = (ms: number) => `${ms.toFixed(2)} ms, ${(multiplyAdds / ms).toFixed(1)} G/s`;
  return {
    layer: `${size} px, ${ins} to ${outs}, stride ${stride}`,
    count,
    forward: speed(forward),
    'gradient of the input': speed(input),
    'gradient of the filter': speed(gradient),
  };
});
console.table(rows);
console.log(`Node ${process.versions.node}, all convolutions of a step: ${step.toFixed(0)} ms`);
process.exit();
