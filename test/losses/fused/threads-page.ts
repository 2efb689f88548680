// Runs in a page that may have threads, for threads.node.test.ts.
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { lossModule } from '../../../src/losses/fused/wasm/loss-module';
import { memoryOf, type WasmBackend } from '../../../src/losses/fused/wasm/wasm-backend';
import { mbibLoss } from '../../../src/losses/mbib-loss';

function evaluate(): number[][] {
  return tf.tidy(() => {
    const heads = [1, 2, 3, 4].map((seed) => tf.randomNormal([5, 37], 0, 2, 'float32', seed));
    const counts = Array.from({ length: 37 }, (_, k) => 100 - 2 * k);
    const labels = tf.tensor1d([0, 36, 5, 5, 20], 'int32');
    const { value, grads } = tf.valueAndGrads((...[v1, v2, v3, z]: tf.Tensor[]) =>
      mbibLoss(labels, [v1!, v2!, v3!], z!, counts, { gamma: 0.5 }),
    )(heads);
    return [value, ...grads].map((tensor) => Array.from(tensor.dataSync()));
  });
}

async function measure() {
  setWasmPaths('/wasm-out/');
  await tf.setBackend('cpu');
  const onCpu = evaluate();
  await tf.setBackend('wasm');
  const backend = tf.backend() as WasmBackend;
  return {
    shared: memoryOf(backend)?.buffer instanceof SharedArrayBuffer,
    inItsMemory: lossModule(backend) !== undefined,
    onCpu,
    onWasm: evaluate(),
  };
}

Object.assign(window, { measure });
