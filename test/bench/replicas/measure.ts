import '@tensorflow/tfjs-backend-wasm';
import 'mbib/accelerate';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import type { StepBatch } from '../../../src/jobs/loop/step-batch';
import { applyGradients } from '../../../src/jobs/loop/train-step';
import { defaultLossOptions } from '../../../src/jobs/nets/methods';
import { startReplicas } from '../../../src/jobs/run/replicas/start-replicas';
import type { Report } from '../figure';
import { findPythons, type PyTorch, startPyTorch } from '../pytorch/child';
import { tensorsOf } from '../training-step/measure';
import { BATCH, makeBatch, samplesPerClass, startTraining } from '../training-step/step';
import { compare, type Rounds, type Turn, takeTurns, turnOf } from '../turns';
import { job, program } from './resnet32-job';

/** After so many seconds of comparing them, three rounds are enough: a turn has two steps on two cores. */
const SECONDS = 60;

/** What a step may take of PyTorch's time. */
const PYTORCH_LIMIT = 0.8;

const options = {
  ...defaultLossOptions('mbib'),
  method: 'mbib',
  epochs: 1,
  seed: 0,
  backend: 'wasm',
} as const;

/**
 * Compares a step of ResNet-32 by two replicas with what two processes take that have half of the batch each and nothing in common,
 * started at the same time, and with a step of every PyTorch that there is, on two threads.
 */
export async function measureReplicas(rounds: Rounds, report: Report): Promise<void> {
  await tf.setBackend('wasm');
  const processes = await startProcesses();
  const { turn: replicas, end } = await startTwoReplicas();
  const found = findPythons();
  const pytorches = new Map<string, PyTorch>();
  for (const { python, version } of 'reason' in found ? [] : found) {
    pytorches.set(`PyTorch ${version} on two threads`, await startTwoThreads(python));
  }
  const times = await takeTurns<string>(
    {
      'two replicas': replicas,
      'two processes': processes.turn,
      ...Object.fromEntries([...pytorches].map(([name, { turn }]) => [name, turn])),
    },
    { ...rounds, seconds: SECONDS },
  );
  for (const pytorch of pytorches.values()) pytorch.end();
  processes.end();
  await end();

  const size = { backend: 'wasm', classes: samplesPerClass.length, batch: BATCH };
  const against = (name: string) => compare(times, 'two replicas', name);
  report({
    figure: 'time of a step of ResNet-32 with MBIB, two replicas / two processes with half of the batch each',
    ...size,
    ...against('two processes'),
    limit: 1.08,
  });
  const figure = 'time of a step of ResNet-32 with MBIB, two replicas / ';
  for (const name of pytorches.keys()) {
    report({ figure: `${figure}${name}`, ...size, ...against(name), limit: PYTORCH_LIMIT });
  }
  if ('reason' in found) {
    report({
      figure: `${figure}PyTorch on two threads`,
      ...size,
      value: null,
      ...found,
      limit: PYTORCH_LIMIT,
    });
  }
}

async function startTwoReplicas(): Promise<{ turn: Turn; end: () => Promise<void> }> {
  const recipe = await job.recipe(options, { tell: () => {}, resumed: false });
  const start = { program, job: job.name, options, backend: 'wasm' } as const;
  const replicas = await startReplicas(2, recipe, start, new AbortController().signal);
  const { images, labels } = makeBatch();
  const batch: StepBatch = {
    pixels: images.dataSync<'float32'>(),
    imageShape: images.shape.slice(1),
    labels: labels.dataSync<'int32'>(),
    progress: 0,
  };
  const step = async () => {
    const result = applyGradients(recipe.optimizer, await replicas.gradients(batch));
    await result.data();
    result.dispose();
  };
  return { turn: turnOf(step), end: () => replicas.end() };
}

/** Two processes that do a step at the same time. */
async function startProcesses(): Promise<{ turn: Turn; end: () => void }> {
  const script = fileURLToPath(new URL('child.ts', import.meta.url));
  const children = [fork(script), fork(script)];
  await Promise.all(children.map((child) => once(child, 'message')));
  return {
    turn: async (ofProcessor) => {
      const start = performance.now();
      const used = await Promise.all(children.map(stepOf));
      return ofProcessor ? used[0]! + used[1]! : performance.now() - start;
    },
    end: () => {
      for (const child of children) child.disconnect();
    },
  };
}

/** Milliseconds of the processor. */
async function stepOf(child: ChildProcess): Promise<number> {
  child.send('step');
  const [used] = await once(child, 'message');
  return used;
}

async function startTwoThreads(python: string): Promise<PyTorch> {
  const batch = makeBatch();
  return startPyTorch(python, 'training_step.py', await tensorsOf(startTraining('mbib', batch), batch), [
    '2',
  ]);
}
