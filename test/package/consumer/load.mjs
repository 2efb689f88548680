import { readFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

const { modelTopology, weightSpecs, weights } = JSON.parse(readFileSync('classifier.json', 'utf8'));
const weightData = new Uint8Array(Buffer.from(weights, 'base64')).buffer;
const classifier = await tfl.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
const images = tf.reshape(tf.linspace(-1, 1, 64), [4, 4, 4, 1]);
console.log(JSON.stringify(classifier.predict(images).arraySync()));
