import '@tensorflow/tfjs-backend-wasm';
import 'mbib/accelerate';
import * as tf from '@tensorflow/tfjs-core';
import type { StoredTensor } from '../../../src/jobs/files/tensor-file';
import type { Report } from '../figure';
import { findPython, startPyTorch } from '../pytorch/child';
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

/** After so many seconds of comparing the two, three rounds are enough. */
const ARITHMETIC_SECONDS = 60;

/** The flag of mbib/accelerate that is true where WebAssembly has relaxed SIMD: Node 22 and later. */
const FUSED_MULTIPLY_ADD = 'MBIB_FUSED_MULTIPLY_ADD';

/**
 * Compares steps of training ResNet-32 on wasm: with MBIB, with plain cross entropy on the plain network, and with MBIB in
 * PyTorch on one thread, as wasm has one in Node.
 */
export async function measureTrainingSteps(rounds: Rounds, report: Report, profile: boolean): Promise<void> {
  await tf.setBackend('wasm');
  const batch = makeBatch();
  const mbib = startTraining('mbib', batch);
  const crossEntropy = startTraining('ce', batch);
  const found = findPython();
  const tensors = await tensorsOf(mbib, batch);
  const pytorch =
    'python' in found ? await startPyTorch(found.python, 'training_step.py', tensors) : undefined;
  const times = await takeTurns<string>(
    {
      MBIB: turnOf(() => finishStep(mbib)),
      'cross entropy': turnOf(() => finishStep(crossEntropy)),
      ...(pytorch && { PyTorch: pytorch.turn }),
    },
    rounds,
  );
  pytorch?.end();
  if (tf.env().getBool(FUSED_MULTIPLY_ADD)) await measureArithmetic(mbib, rounds, report);

  const size = { backend: 'wasm', classes: samplesPerClass.length, batch: BATCH };
  const against = (name: string) => compare(times, 'MBIB', name);
  report({
    figure: 'time of a step of ResNet-32, MBIB / cross entropy',
    ...size,
    ...against('cross entropy'),
    limit: 1.05,
  });
  report({
    figure: 'time of a step of ResNet-32 with MBIB, wasm / PyTorch',
    ...size,
    ...('reason' in found ? { value: null, ...found } : against('PyTorch')),
    limit: 3,
  });
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
  const times = await takeTurns(turns, { ...rounds, seconds: ARITHMETIC_SECONDS });
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
