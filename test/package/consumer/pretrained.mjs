// Prints what the pretrained backbone makes of an image of noise, read by an ES module and by CommonJS, and by plain tfjs-layers
// from the file of the package.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { efficientNetLite0, loadFromFolder } from 'mbib/jobs';

const require = createRequire(import.meta.url);
const file = require.resolve('mbib/models/efficientnet-lite0/model.json');
// The models of one copy of tfjs-layers after the other: CommonJS gets copies of its own.
const nets = [
  [tf, await efficientNetLite0({ imageSize: 64 })],
  [tf, await loadLayersModel(loadFromFolder(dirname(file)))],
  [require('@tensorflow/tfjs-core'), await require('mbib/jobs').efficientNetLite0({ imageSize: 64 })],
];
const sums = nets.map(
  ([{ randomUniform, sum }, net]) =>
    sum(net.predict(randomUniform([1, 64, 64, 3], -1, 1, 'float32', 1))).dataSync()[0],
);
console.log(JSON.stringify(sums));
