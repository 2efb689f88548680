import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { loadFromFolder } from '../../../src/jobs/files/save-model';

/** Prints what a saved model computes of ones, in a process that knows stock layers only: `predict-saved.ts FOLDER`. */
await tf.setBackend('cpu');
const model = await loadLayersModel(loadFromFolder(process.argv[2]!));
const [, ...shape] = model.inputs[0]!.shape as number[];
console.log(JSON.stringify(Array.from((model.predict(tf.ones([1, ...shape])) as tf.Tensor).dataSync())));
