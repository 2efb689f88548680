import 'mbib/accelerate';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { resnet32 } from '../../../src/jobs/nets/resnet/resnet32';
import { takeTurns } from '../turns';

/** What the page is asked for, and what it gives. */
export interface Options {
  batch: number;
  rounds: number;
}

export interface Result {
  isolated: boolean;
  threads: number;
  /** Milliseconds of the forward pass and all gradients, each round, in a memory that threads share and in one of its own. */
  times: Record<'shared' | 'own', number[]>;
  /** The greatest difference between a gradient computed in either memory, by its norm. */
  difference: number;
}

const page = window as unknown as { measure: (options: Options) => Promise<Result> };

setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/dist/');

page.measure = async ({ batch, rounds }) => {
  const make = tf.findBackendFactory('wasm');
  const backends: Record<string, tf.KernelBackend> = {};
  for (const threaded of [true, false]) {
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', threaded);
    const backend = await make();
    backend.dispose = () => undefined;
    backends[threaded ? 'shared' : 'own'] = backend;
  }
  const isShared = (backend: tf.KernelBackend | undefined) =>
    (backend as unknown as { wasm: { wasmMemory?: WebAssembly.Memory } }).wasm.wasmMemory !== undefined;
  if (!isShared(backends.shared) || isShared(backends.own))
    throw new Error('tfjs has no build with threads here.');

  const runs: Record<string, () => Promise<Float32Array[]>> = {};
  for (const [name, backend] of Object.entries(backends)) runs[name] = await prepare(backend, batch);
  const turn = (name: string) => async () => {
    await activate(backends[name]!);
    const start = performance.now();
    await runs[name]!();
    return performance.now() - start;
  };
  const times = await takeTurns({ shared: turn('shared'), own: turn('own') }, { rounds, seconds: 300 });
  const gradients: Record<string, Float32Array[]> = {};
  for (const name of ['shared', 'own']) {
    await activate(backends[name]!);
    gradients[name] = await runs[name]!();
  }
  const difference = Math.max(...gradients.own!.map((own, i) => distance(gradients.shared![i]!, own)));
  return { isolated: crossOriginIsolated, threads: navigator.hardwareConcurrency, times, difference };
};

async function activate(backend: tf.KernelBackend): Promise<void> {
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', () => backend, 3);
  await tf.setBackend('wasm');
}

/** ResNet-32 with inputs, all on one backend; a function that computes the gradients of its weights. */
async function prepare(backend: tf.KernelBackend, batch: number): Promise<() => Promise<Float32Array[]>> {
  await activate(backend);
  const net = resnet32({ seed: 0 });
  const images = tf.randomNormal<tf.Rank.R4>([batch, 32, 32, 3], 0, 1, 'float32', 1);
  const variables = net.trainableWeights.map((weight) => weight.read() as tf.Variable);
  return async () => {
    const { value, grads } = tf.variableGrads(
      () => tf.mean(tf.square(net.apply(images, { training: true }) as tf.Tensor)) as tf.Scalar,
      variables,
    );
    const all = await Promise.all(variables.map(({ name }) => grads[name]!.data<'float32'>()));
    tf.dispose([value, grads]);
    return all;
  };
}

function distance(a: Float32Array, b: Float32Array): number {
  return Math.sqrt(
    a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0) /
      b.reduce((sum, value) => sum + value ** 2, 1e-30),
  );
}
