import '@tensorflow/tfjs-backend-wasm';
import 'mbib/accelerate';
import * as tf from '@tensorflow/tfjs-core';
import type { StoredTensor } from '../../../src/jobs/files/tensor-file';
import type { Report } from '../figure';
import { findPythons, type PyTorch, startPyTorch } from '../pytorch/child';
import { compare, type Rounds, takeTurns, turnOf } from '../turns';
import { printProfile } from './profile';
import {
  BATCH,
  finishStep,
  makeBatch,
  optimizerOptions,
  samplesPerClass,
  startTraining,
  type Training,
} from './step';

/** How many steps the losses of PyTorch are compared for: the second shows the gradients, the third the momentum. */
const COMPARED_STEPS = 3;

/** After so many seconds of comparing steps, three rounds are enough. */
const STEP_SECONDS = 60;

/** The flag of mbib/accelerate that is true where WebAssembly has relaxed SIMD: Node 22 and later. */
const FUSED_MULTIPLY_ADD = 'MBIB_FUSED_MULTIPLY_ADD';

/** What a step may take of PyTorch's time: with fused multiply-adds, and without. */
const [FUSED_LIMIT, SEPARATE_LIMIT] = [0.75, 0.9];

/**
 * Compares steps of training ResNet-32 on wasm: with MBIB, with plain cross entropy on the plain network, and with MBIB in every
 * PyTorch that there is, on one thread, as wasm has one in Node.
 */
export async function measureTrainingSteps(rounds: Rounds, report: Report, profile: boolean): Promise<void> {
  await tf.setBackend('wasm');
  const batch = makeBatch();
  const mbib = startTraining('mbib', batch);
  const crossEntropy = startTraining('ce', batch);
  const found = findPythons();
  const tensors = await tensorsOf(mbib, batch);
  const pytorches = new Map<string, PyTorch>();
  for (const { python, version } of 'reason' in found ? [] : found) {
    pytorches.set(`PyTorch ${version}`, await startPyTorch(python, 'training_step.py', tensors));
  }
  const times = await takeTurns<string>(
    {
      MBIB: turnOf(() => finishStep(mbib)),
      'cross entropy': turnOf(() => finishStep(crossEntropy)),
      ...Object.fromEntries([...pytorches].map(([name, { turn }]) => [name, turn])),
    },
    { ...rounds, seconds: STEP_SECONDS },
  );
  for (const pytorch of pytorches.values()) pytorch.end();
  const fused = tf.env().getBool(FUSED_MULTIPLY_ADD);
  if (fused) await measureArithmetic(mbib, rounds, report);

  const size = { backend: 'wasm', classes: samplesPerClass.length, batch: BATCH };
  const against = (name: string) => compare(times, 'MBIB', name);
  report({
    figure: 'time of a step of ResNet-32, MBIB / cross entropy',
    ...size,
    ...against('cross entropy'),
    limit: 1.03,
  });
  const limit = fused ? FUSED_LIMIT : SEPARATE_LIMIT;
  const figure = `time of a step of ResNet-32 with MBIB, wasm on Node ${process.versions.node} / `;
  for (const name of pytorches.keys())
    report({ figure: `${figure}${name}`, ...size, ...against(name), limit });
  if ('reason' in found) report({ figure: `${figure}PyTorch`, ...size, value: null, ...found, limit });
  if (profile) await printProfile('ResNet-32 with MBIB', mbib.step);
}

/** Compares steps with fused multiply-adds with those without, by processor time: the difference is small. */
async function measureArithmetic(mbib: Training, rounds: Rounds, report: Report): Promise<void> {
  const stepWith = (fused: boolean) => async () => {
    tf.env().set(FUSED_MULTIPLY_ADD, fused);
    const before = process.cpuUsage();
    await finishStep(mbib);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const turns = { fused: stepWith(true), separate: stepWith(false) };
  const times = await takeTurns(turns, { ...rounds, seconds: STEP_SECONDS });
  tf.env().set(FUSED_MULTIPLY_ADD, true);
  report({
    figure: 'time of a step of ResNet-32 with MBIB, fused multiply-adds / separate ones',
    ...{ backend: 'wasm', classes: samplesPerClass.length, batch: BATCH },
    ...compare(times, 'fused', 'separate'),
    limit: 1,
  });
}

/** The network as it begins, what it is trained with, and the losses of its first steps, which this does. */
export async function tensorsOf(
  training: Training,
  { images, labels }: ReturnType<typeof makeBatch>,
): Promise<StoredTensor[]> {
  const store = (name: string, tensor: tf.Tensor) => ({
    name,
    shape: tensor.shape,
    data: tensor.dataSync<'float32'>().slice(),
  });
  const { learningRate, momentum, weightDecay } = optimizerOptions;
  const stored: StoredTensor[] = [
    store('images', images),
    store('labels', labels),
    { name: 'counts', shape: [samplesPerClass.length], data: Int32Array.from(samplesPerClass) },
    { name: 'optimizer', shape: [3], data: Float32Array.of(learningRate, momentum, weightDecay) },
    ...training.trainer.weights.map((weight) => store(weight.originalName, weight.read())),
  ];
  const losses = new Float32Array(COMPARED_STEPS);
  for (let i = 0; i < COMPARED_STEPS; i++) losses[i] = (await finishStep(training))[0]!;
  return [...stored, { name: 'losses', shape: [COMPARED_STEPS], data: losses }];
}
