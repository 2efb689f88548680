import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { randomStream } from '../../../src/jobs/data/random-stream';
import { convNorm } from '../../../src/jobs/nets/conv-norm';

/** Three stages on images of 4×4×2. */
export function tinyConvnet(): LayersModel {
  const random = randomStream(0, 'initialiser');
  const images = input({ shape: [4, 4, 2] });
  let x = images;
  for (const name of ['stage1', 'stage2', 'stage3']) {
    x = convNorm(x, { name: `${name}_conv`, filters: 4, random });
    x = layers.reLU({ name }).apply(x) as SymbolicTensor;
  }
  return model({ inputs: images, outputs: x });
}
