// What an epoch costs that trains heads on a frozen MobileNetV2 (of the package nsfwjs), on wasm, 500 images of 224 pixels:
// on features that were computed once, through the frozen trainer, and through a trainer whose backbone is frozen by
// `trainable = false` alone, as version 0.1.0 had it.
//
//   npx tsx test/bench/cached-features.ts [--images 500] [--batch 16] [--epochs 30]
import 'mbib/accelerate';
import { parseArgs } from 'node:util';
import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { type MbibModel, withMBIB } from 'mbib';
import { sgd } from 'mbib/training';
import { loadMobileNetV2 } from '../support/pretrained-models';

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '500' },
    batch: { type: 'string', default: '16' },
    epochs: { type: 'string', default: '30' },
  },
});
const [images, batchSize, epochs] = [values.images, values.batch, values.epochs].map(Number) as [
  number,
  number,
  number,
];

setThreadsCount(1);
await tf.setBackend('wasm');
const backbone = await loadMobileNetV2();
const taps = ['block_6_expand_relu', 'block_13_expand_relu', 'out_relu'];
const options = { classes: 10, zWidth: 128, seed: 1 };
const samplesPerClass = Array.from({ length: 10 }, (_, i) => 100 - 9 * i);
const x = tf.randomUniform([images, 224, 224, 3], -1, 1, 'float32', 1);
const y = tf.tensor1d(
  Array.from({ length: images }, (_, i) => i % 10),
  'int32',
);

const secondsOf = async (run: () => Promise<unknown>) => {
  const start = performance.now();
  await run();
  return (performance.now() - start) / 1000;
};
const compile = (net: MbibModel, model: MbibModel['trainer']) =>
  model.compile({
    optimizer: sgd({ learningRate: 0.01, momentum: 0.9 }),
    loss: net.loss({ samplesPerClass }),
  });

const frozen = withMBIB(backbone, taps, { ...options, frozen: true });
compile(frozen, frozen.headTrainer);
let features: tf.Tensor[] = [];
const encoding = await secondsOf(async () => {
  features = frozen.encoder.predict(x, { batchSize }) as tf.Tensor[];
});
await frozen.headTrainer.fit(features, y, { batchSize, epochs: 1 });
const cached = (await secondsOf(() => frozen.headTrainer.fit(features, y, { batchSize, epochs }))) / epochs;
compile(frozen, frozen.trainer);
const whole = await secondsOf(() => frozen.trainer.fit(x, y, { batchSize, epochs: 1 }));
frozen.dispose();

for (const layer of backbone.layers) layer.trainable = false;
const onTape = withMBIB(backbone, taps, options);
compile(onTape, onTape.trainer);
const before = await secondsOf(() => onTape.trainer.fit(x, y, { batchSize, epochs: 1 }));

const line = (name: string, seconds: number) =>
  console.log(
    `${name.padEnd(44)} ${seconds.toFixed(3).padStart(9)} s  ${(seconds / cached).toFixed(0).padStart(5)} ×`,
  );
console.log(`${images} images of 224 pixels, batches of ${batchSize}, wasm on one thread; seconds an epoch`);
line(`features computed once, mean of ${epochs} epochs`, cached);
line('the frozen trainer', whole);
line('frozen by `trainable = false` alone', before);
console.log(`computing the features: ${encoding.toFixed(1)} s, once`);
process.exit();
