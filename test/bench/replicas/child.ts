/** Trains ResNet-32 with half of the bench's batch on wasm, a step whenever it is asked for one. */
import '@tensorflow/tfjs-backend-wasm';
import 'mbib/accelerate';
import * as tf from '@tensorflow/tfjs-core';
import { BATCH, finishStep, makeBatch, startTraining } from '../training-step/step';

await tf.setBackend('wasm');
const training = startTraining('mbib', makeBatch(BATCH / 2));

process.on('message', async () => {
  const before = process.cpuUsage();
  await finishStep(training);
  const { user, system } = process.cpuUsage(before);
  process.send!((user + system) / 1000);
});
process.on('disconnect', () => process.exit());
process.send!(0);
