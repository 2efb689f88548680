// Heads on features that were computed before, in two halves: a backbone computes features of pictures, and heads learn from them.
//
//   npm install mbib @tensorflow/tfjs-core @tensorflow/tfjs-layers @tensorflow/tfjs-backend-wasm sharp tsx
//   npx tsx features.ts compute PICTURES features.safetensors     PICTURES: a folder with a folder for each class
//   npx tsx features.ts train features.safetensors
//
// The second half takes features from anywhere. Python: numpy.savez('features.npz', features=x, labels=y). transformers.js:
//   const extract = await pipeline('image-feature-extraction', 'Xenova/dinov2-small');
//   const { data } = await extract(path, { pool: true });         // one row of `values` below
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { mbibHeads, shotAccuracy, withMBIB } from 'mbib';
import 'mbib/accelerate';
import {
  batchesInOrder,
  countPerClass,
  efficientNetLite0,
  efficientNetLiteNormalisation,
  imagesOf,
  loadImageFolder,
  percent,
  photoSource,
  readFeatures,
  splitFeatures,
  writeFeatures,
} from 'mbib/jobs';
import { adamW } from 'mbib/training';

/** The first half: one row of features for each picture, and its class. */
async function compute(folder: string, file: string) {
  const { train, validation, test } = await loadImageFolder(folder);
  const backbone = await efficientNetLite0({ imageSize: 224 });
  const { encoder } = withMBIB(backbone, ['stage4'], { classes: train.classes, frozen: true });
  const width = encoder.outputs[0]!.shape[1]!;
  const rows: Float32Array[] = [];
  const labels: number[] = [];
  const split: number[] = [];
  for (const [part, list] of [train, validation, test].entries()) {
    const source = photoSource(list, {
      imageSize: 224,
      ...efficientNetLiteNormalisation,
      skipBadImages: true,
    });
    for await (const batch of batchesInOrder(source, 16)) {
      const features = tf.tidy(() => encoder.predictOnBatch(imagesOf(source, batch)) as tf.Tensor);
      const matrix = (await features.data<'float32'>()).slice();
      features.dispose();
      for (const [i, picture] of batch.indices.entries()) {
        rows.push(matrix.subarray(i * width, (i + 1) * width));
        labels.push(list.labels[picture]!);
        split.push(part);
      }
    }
  }
  const values = new Float32Array(labels.length * width);
  for (const [i, row] of rows.entries()) values.set(row, i * width);
  await writeFeatures(file, {
    taps: [{ width, values }],
    labels: Int32Array.from(labels),
    split: Int32Array.from(split),
  });
  console.log(`${labels.length} pictures, ${width} features each, in ${file}`);
}

/** The second half: the heads of MBIB with cosine classifiers. Their loss has balanced softmax, which is logit adjustment at τ = 1. */
async function train(file: string) {
  const features = await readFeatures(file);
  const { train, test } = splitFeatures(features, 0);
  const samplesPerClass = countPerClass(train);
  const widths = features.taps.map(({ width }) => width);
  const heads = mbibHeads({
    widths,
    classes: features.classes,
    zWidth: 128,
    classifier: { cosine: 20 },
    seed: 0,
  });

  // A training and a test, as for any model of tfjs. The taps of a file with several stand side by side.
  const matrix = async (source: typeof train) => {
    for await (const batch of batchesInOrder(source, source.labels.length)) return imagesOf(source, batch);
    throw new Error(`${file} has nothing to train on or nothing to test on`);
  };
  const tapWeights = widths.length === 1 || widths.length === 3 ? undefined : widths.map(() => 1);
  const loss = heads.loss({ samplesPerClass, ...(tapWeights && { tapWeights }) });
  heads.headTrainer.compile({ optimizer: adamW({ learningRate: 1e-3, weightDecay: 1e-2 }), loss });
  const taps = tf.split(await matrix(train), widths, 1);
  await heads.headTrainer.fit(taps, tf.tensor1d(train.labels), { epochs: 20, batchSize: 64, verbose: 0 });
  const deepest = tf.split(await matrix(test), widths, 1).at(-1)!;
  const predicted = heads.head.predict(deepest) as tf.Tensor;
  const { all, many, medium, few } = await shotAccuracy(test.labels, predicted, samplesPerClass);
  console.log(
    `all ${percent(all)} %, many ${percent(many)} %, medium ${percent(medium)} %, few ${percent(few)} %`,
  );
}

async function main() {
  if (!(await tf.setBackend('wasm'))) throw new Error('The wasm backend did not start.');
  const [half, ...paths] = process.argv.slice(2);
  if (half === 'compute' && paths.length === 2) await compute(paths[0]!, paths[1]!);
  else if (half === 'train' && paths.length === 1) await train(paths[0]!);
  else console.log('Usage: features.ts compute PICTURES FILE, or features.ts train FILE');
}

main();
