import { parentPort, workerData } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { startBackend } from '../../backend/start-backend';
import { messageOf } from '../../log/message-of';
import { encoderOf } from '../../nets/frozen/encoder-of';
import { type PhotoReader, photoReader } from '../../photos/reading/photo-reader';
import { UnreadablePhotoError } from '../../photos/reading/unreadable-photo-error';
import type { EncodeReport, EncodeSetting, EncodeTask } from './encode-task';
import { modelOf } from './model-of';

const setting = workerData as EncodeSetting;
const started = start();
const readers = new Map<string, Promise<PhotoReader>>();

/** Starts wasm and makes the encoder. */
async function start(): Promise<LayersModel> {
  await startBackend('wasm');
  const { backbone, taps, inputShape, imports } = setting;
  for (const name of imports) await import(name);
  const model = await modelOf(backbone);
  return encoderOf(model, taps, inputShape).encoder;
}

async function encode({ id, transform, paths, seeds }: EncodeTask): Promise<EncodeReport> {
  const encoder = await started;
  const key = JSON.stringify(transform);
  const reader = readers.get(key) ?? photoReader(setting.folder, transform);
  readers.set(key, reader);
  const read = await reader;
  const length = transform.imageSize ** 2 * 3;
  const pixels = new Float32Array(paths.length * length);
  const unreadable: EncodeReport['unreadable'] = [];
  for (const [i, path] of paths.entries()) {
    try {
      await read(path, seeds[i]!, pixels.subarray(i * length, (i + 1) * length));
    } catch (error) {
      if (!(error instanceof UnreadablePhotoError)) throw error;
      unreadable.push({ photo: i, reason: error.message });
    }
  }
  const features = tf.tidy(() => {
    const images = tf.tensor4d(pixels, [paths.length, transform.imageSize, transform.imageSize, 3]);
    return tf.concat([encoder.predictOnBatch(images) as tf.Tensor | tf.Tensor[]].flat(), 1);
  });
  const values = (await features.data<'float32'>()).slice();
  features.dispose();
  return { id, features: values, unreadable };
}

let last: Promise<void> = Promise.resolve();
parentPort!.on('message', (task: EncodeTask) => {
  last = last.then(async () => {
    const report = await encode(task).catch(
      (error): EncodeReport => ({
        id: task.id,
        features: new Float32Array(0),
        unreadable: [],
        failure: messageOf(error),
      }),
    );
    parentPort!.postMessage(report, [report.features.buffer as ArrayBuffer]);
  });
});
