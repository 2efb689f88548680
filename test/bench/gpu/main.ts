/**
 * What runs in the folder that `npm run bench:gpu` makes: `./start [--classes 100,1000,8142] [--batch 64]
 * [--nets resnet32:128,resnet50:32] [--rounds 7] [--no-pytorch]`. A net has its batch behind the colon.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { softwareGpu, startNavigatorGpu, watchDevice } from '../../../src/jobs/backend/webgpu';
import { checkGolden } from './check-golden';
import { measureLosses } from './measure-losses';
import { measureNets } from './measure-nets';
import { runPyTorch } from './run-pytorch';

const { values } = parseArgs({
  options: {
    classes: { type: 'string', default: '100,1000,8142' },
    batch: { type: 'string', default: '64' },
    nets: { type: 'string', default: 'resnet32:128,resnet50:32' },
    rounds: { type: 'string', default: '7' },
    'no-pytorch': { type: 'boolean', default: false },
  },
});

try {
  await main();
  process.exit();
} catch (error) {
  console.error(error);
  process.exit(1);
}

async function main(): Promise<void> {
  const { create, globals } = createRequire(import.meta.url)(join(import.meta.dirname, 'dawn.node'));
  const adapter = await startNavigatorGpu(create, globals);
  if (!adapter) throw new Error('No Vulkan driver answers: is libvulkan.so.1 installed, and a driver?');
  // The backend registers itself only where it finds navigator.gpu.
  await import('@tensorflow/tfjs-backend-webgpu');
  await tf.setBackend('webgpu');
  const assertNoError = watchDevice((tf.backend() as unknown as { device: GPUDevice }).device);
  const { vendor, architecture, description } = adapter.info;
  console.log(`GPU: ${[vendor, architecture, description].filter(Boolean).join(', ')}`);
  if (softwareGpu(adapter)) console.log('It is a processor that plays one: its times say nothing of a GPU.');

  await checkGolden(softwareGpu(adapter) !== undefined);
  const rounds = { rounds: Number(values.rounds), seconds: 20 };
  const classes = values.classes.split(',').map(Number);
  const batch = Number(values.batch);
  await measureLosses(classes, batch, rounds);
  const nets = values.nets.split(',').filter(Boolean);
  await measureNets(nets, rounds);
  assertNoError();
  if (!values['no-pytorch']) runPyTorch(import.meta.dirname, classes, batch, nets);
}
