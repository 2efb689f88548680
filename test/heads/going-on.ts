// A training that stops in its middle: takes steps, saves, and prints the losses of the steps that follow; or loads what was saved
// and prints those. `npx tsx test/heads/going-on.ts BACKEND FOLDER FROZEN start|resume`
import '../../src/accelerate';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tfl from '@tensorflow/tfjs-layers';
import { loadMBIB, type MbibModel, withMBIB } from '../../src/index';
import { loadFromFolder, saveToFolder } from '../../src/jobs/files/save-model';
import { sgd } from '../../src/training';

const [backend, folder, frozen, part] = process.argv.slice(2) as [string, string, string, string];
await tf.setBackend(backend);

/** The backbone is the same in both processes, as one that is read from a file. */
function backboneOf(): tfl.Sequential {
  const conv = (name: string, seed: number, input = {}) =>
    tfl.layers.conv2d({
      name,
      filters: 4,
      kernelSize: 3,
      kernelInitializer: tfl.initializers.glorotUniform({ seed }),
      ...input,
    });
  const norm = tfl.layers.batchNormalization({ name: 'norm' });
  return tfl.sequential({ layers: [conv('low', 1, { inputShape: [8, 8, 2] }), norm, conv('high', 2)] });
}

async function takeSteps(net: MbibModel, optimizer: tf.Optimizer, first: number): Promise<number[]> {
  net.trainer.compile({
    optimizer,
    loss: net.loss({ samplesPerClass: [9, 3, 1], tapWeights: [0.3, 1] }),
  });
  const losses: number[] = [];
  for (let step = first; step < first + 5; step++) {
    const x = tf.randomUniform([6, 8, 8, 2], 0, 1, 'float32', step + 1);
    const y = tf.tensor1d([0, 1, 2, 0, 1, 0]);
    losses.push((await net.trainer.trainOnBatch(x, y)) as number);
    tf.dispose([x, y]);
  }
  return losses;
}

const optimizer = sgd({ learningRate: 0.05, momentum: 0.9, weightDecay: 1e-3 });
const backbone = backboneOf();
const isFrozen = frozen === 'true';
let net: MbibModel;
if (part === 'start') {
  net = withMBIB(backbone, ['low', 'high'], { classes: 3, seed: 1, frozen: isFrozen });
  await takeSteps(net, optimizer, 0);
  await net.save(saveToFolder(folder), { optimizer });
} else {
  net = await loadMBIB(loadFromFolder(folder), { optimizer, ...(isFrozen && { backbone }) });
}
console.log(JSON.stringify(await takeSteps(net, optimizer, 5)));
