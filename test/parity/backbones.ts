/**
 * Whether the backbones compute what torchvision's compute: random weights and running statistics, two images of 224×224
 * on wasm, the largest difference of every stage relative to its largest value, at most 1e-3. And whether they train as
 * those do: with batch statistics, the gradients of the mean square of the last stage are as near to torchvision's in
 * float64 as three times the distance of torchvision's own in float32, or 1e-3. Exits with 1 where one is not. Needs a Python
 * with torch and torchvision (`apt-get install python3-torchvision`). `npx tsx test/parity/backbones.ts`
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import 'mbib/accelerate';
import { startBackend } from '../../src/jobs/backend/start-backend';
import { MersenneTwister } from '../../src/jobs/data/mersenne-twister';
import { encodeTensorFile, type StoredTensor } from '../../src/jobs/files/tensor-file';
import { type BackboneName, backboneNames, buildBackbone } from '../../src/jobs/nets/build-backbone';

interface Comparison {
  weights: number;
  errors: Record<string, number>;
  /** Distances from the gradients in float64, relative to their norm. */
  gradients: { tfjs: number; torch: number };
}

const LARGEST_ERROR = 1e-3;
const IMAGES = { batch: 2, size: 224 };
const stages = ['stage1', 'stage2', 'stage3', 'stage4'];
// Threads that wait for work by spinning take the processor from each other where there are few.
const environment = { ...process.env, OMP_WAIT_POLICY: 'PASSIVE' };

const python = findPython();
await startBackend('wasm');
const folder = mkdtempSync(join(tmpdir(), 'mbib-parity-'));
try {
  const comparisons = backboneNames.map((name) => ({ name, ...compare(name) }));
  console.table(
    comparisons.map(({ name, weights, errors, gradients }) => ({
      backbone: name,
      'weights compared': weights,
      ...Object.fromEntries(stages.map((stage) => [stage, errors[stage]!.toExponential(1)])),
      gradients: gradients.tfjs.toExponential(1),
      "torchvision's in float32": gradients.torch.toExponential(1),
    })),
  );
  // Not "above": a NaN is no parity either.
  const equal = comparisons.every(
    ({ errors, gradients }) =>
      stages.every((stage) => errors[stage]! <= LARGEST_ERROR) &&
      gradients.tfjs <= Math.max(LARGEST_ERROR, 3 * gradients.torch),
  );
  console.log(equal ? 'All is within its bound.' : 'Not all is within its bound.');
  process.exitCode = equal ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function compare(name: BackboneName): Comparison {
  const random = new MersenneTwister(0);
  const net = buildBackbone(name, { seed: 0, imageSize: IMAGES.size });
  randomizeNorms(net, random);
  const shape = [IMAGES.batch, IMAGES.size, IMAGES.size, 3];
  const images = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => 4 * random.random() - 2);
  const outputs = stages.map((stage) => net.getLayer(stage).output as SymbolicTensor);
  const taps = model({ inputs: net.inputs, outputs });
  const tensors: StoredTensor[] = [{ name: 'images', shape, data: images }];
  tf.tidy(() => {
    const store = (tensorName: string, value: tf.Tensor) =>
      tensors.push({ name: tensorName, shape: value.shape, data: value.dataSync<'float32'>().slice() });
    for (const weight of net.weights) store(weight.originalName, weight.read());
    const maps = taps.predict(tf.tensor(images, shape)) as tf.Tensor[];
    maps.forEach((map, i) => {
      store(stages[i]!, map);
    });
    const squares = () =>
      tf.mean(tf.square(net.apply(tf.tensor(images, shape), { training: true }) as tf.Tensor));
    const variables = net.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { grads } = tf.variableGrads(squares as () => tf.Scalar, variables);
    for (const { originalName, name } of net.trainableWeights)
      store(`gradient:${originalName}`, grads[name]!);
  });
  net.dispose();
  const file = join(folder, `${name}.safetensors`);
  writeFileSync(file, encodeTensorFile({ metadata: {}, tensors }));
  const script = fileURLToPath(new URL('backbones.py', import.meta.url));
  return JSON.parse(execFileSync(python, [script, name, file], { env: environment, encoding: 'utf8' }));
}

/** Scales, offsets and running statistics as no freshly built network has them; its kernels are random already. */
function randomizeNorms(net: LayersModel, random: MersenneTwister): void {
  const values = net.weights.map((weight) => {
    const size = tf.util.sizeFromShape(weight.shape as number[]);
    const lowest = /gamma|variance/.test(weight.originalName) ? 0.5 : -0.5;
    const isKernel = weight.originalName.endsWith('kernel');
    return isKernel
      ? tf.clone(weight.read())
      : tf.tensor1d(Float32Array.from({ length: size }, () => random.random() + lowest));
  });
  net.setWeights(values);
  tf.dispose(values);
}

function findPython(): string {
  const candidates = [process.env.PYTHON, '/usr/bin/python3', 'python3'].filter((path) => path !== undefined);
  const found = candidates.find((path) => {
    return spawnSync(path, ['-c', 'import numpy, torch, torchvision'], { env: environment }).status === 0;
  });
  if (found) return found;
  console.error(
    `No Python with torch and torchvision (tried ${candidates.join(', ')}). Install python3-torchvision, or name ` +
      'one: PYTHON=path/to/python npx tsx test/parity/backbones.ts',
  );
  process.exit(1);
}
