/**
 * Where a step of ResNet-32 with MBIB goes on wasm: the processor's time of each kernel, the shortest of ten steps.
 * `npx tsx test/bench/training-step/processor-time.ts`
 */
import '@tensorflow/tfjs-backend-wasm';
import 'mbib/accelerate';
import * as tf from '@tensorflow/tfjs-core';
import { finishStep, makeBatch, startTraining } from './step';

const STEPS = 10;
const WARM_UP = 8;

type Tally = Map<string, { calls: number; milliseconds: number }>;

await tf.setBackend('wasm');
const training = startTraining('mbib', makeBatch());
for (let i = 0; i < WARM_UP; i++) await finishStep(training);

let tally: Tally = new Map();
let depth = 0; // Kernels run others, whose time is theirs.
for (const kernel of tf.getKernelsForBackend('wasm')) {
  tf.unregisterKernel(kernel.kernelName, 'wasm');
  tf.registerKernel({ ...kernel, kernelFunc: (args) => timed(kernel, args) });
}
const steps: { total: number; tally: Tally }[] = [];
for (let i = 0; i < STEPS; i++) {
  tally = new Map();
  const start = processorTime();
  await finishStep(training);
  steps.push({ total: processorTime() - start, tally });
}

const total = Math.min(...steps.map((step) => step.total));
const kernels = [...tally].map(([kernel, { calls }]) => {
  const ms = Math.min(...steps.map((step) => step.tally.get(kernel)?.milliseconds ?? 0));
  return { kernel, calls, ms: Number(ms.toFixed(1)), 'share, %': Number(((100 * ms) / total).toFixed(1)) };
});
console.table(kernels.sort((a, b) => b.ms - a.ms));
console.log(`Node ${process.versions.node}, the shortest step: ${total.toFixed(0)} ms`);
process.exit();

function timed({ kernelName, kernelFunc }: tf.KernelConfig, args: Parameters<tf.KernelFunc>[0]) {
  const start = processorTime();
  depth++;
  const output = kernelFunc(args);
  depth--;
  if (depth === 0) {
    const { calls, milliseconds } = tally.get(kernelName) ?? { calls: 0, milliseconds: 0 };
    tally.set(kernelName, { calls: calls + 1, milliseconds: milliseconds + processorTime() - start });
  }
  return output;
}

/** Milliseconds. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
