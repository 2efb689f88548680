import type { GraphBackboneMetadata } from '../description';
import { probabilitiesOf } from './page-code';
import { coveredSize, type ImageForm } from './picture-form';

/** A program for Node beside the files of a classifier, which classifies a picture. */
export function nodeCode(image: ImageForm, backbone?: GraphBackboneMetadata): string {
  const { height, width, channels } = image;
  const [coveredWidth, coveredHeight] = coveredSize(image);
  const left = Math.round((coveredWidth - width) / 2);
  const top = Math.round((coveredHeight - height) / 2);
  const cut =
    left === 0 && top === 0
      ? ''
      : `\n  .extract({ left: ${left}, top: ${top}, width: ${width}, height: ${height} })`;
  return `// node classify.mjs picture.jpg
import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';

${reading}

${loading(backbone)}
const { labels } = JSON.parse(await read('labels.json'));

// What the classifier takes of a picture: all of it, or its centre.
const image = await sharp(process.argv[2])
  .rotate()
  .flatten({ background: 'white' })
  .toColourspace('srgb')
  .resize(${coveredWidth}, ${coveredHeight}, { fit: 'cover', kernel: 'linear' })${cut}
  .raw()
  .toBuffer();
const pixels = tf.tensor(new Uint8Array(image), [1, ${height}, ${width}, 3], 'int32');
const probabilities = await ${probabilitiesOf(channels, backbone)}.data();
const classes = labels
  .map((label, k) => ({ label, probability: probabilities[k] }))
  .sort((a, b) => b.probability - a.probability);
console.log(classes.slice(0, 5));`;
}

/** A program for Node that puts features into a classifier of features. */
export function featuresCode(inputs: readonly (readonly (number | null)[])[]): string {
  const zeros = inputs.map((shape) => `tf.zeros([1, ${shape.map((size) => size ?? 1).join(', ')}])`);
  const given = zeros.length === 1 ? zeros[0]! : `[${zeros.join(', ')}]`;
  return `// node classify.mjs
import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';

${reading}

${loading()}
const { labels } = JSON.parse(await read('labels.json'));
const features = ${given}; // yours
const probabilities = await model.predict(features).data();
console.log(labels.map((label, k) => ({ label, probability: probabilities[k] })));`;
}

const reading = `const read = (name) => readFile(new URL(name, import.meta.url));

// The files of a model, as tfjs takes them.
async function filesOf(folder) {
  const { weightsManifest, ...model } = JSON.parse(await read(\`\${folder}model.json\`));
  const parts = await Promise.all(weightsManifest.flatMap(({ paths }) => paths).map((path) => read(folder + path)));
  const weightData = new Uint8Array(Buffer.concat(parts)).buffer;
  return tf.io.fromMemory({ ...model, weightSpecs: weightsManifest.flatMap(({ weights }) => weights), weightData });
}`;

function loading(backbone?: GraphBackboneMetadata): string {
  if (!backbone) return `const model = await tf.loadLayersModel(await filesOf(''));`;
  return `const backbone = await tf.loadGraphModel(await filesOf('backbone/'));
const head = await tf.loadLayersModel(await filesOf('head/'));`;
}
