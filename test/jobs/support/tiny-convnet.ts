import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { randomStream } from '../../../src/jobs/data/random-stream';
import { convNorm } from '../../../src/jobs/nets/conv-norm';
import { type AddStage, networkStages } from '../../../src/jobs/nets/experts/expert-stages';

/** Three stages on images of 4×4×2; with experts, the last two are there for each, with 3 channels instead of 4. */
export function tinyConvnet(experts?: number): LayersModel {
  const random = randomStream(0, 'initialiser');
  const images = input({ shape: [4, 4, 2] });
  const stage: AddStage = (x, stageName, { prefix, width }) => {
    const name = `${prefix}${stageName}`;
    const y = convNorm(x, { name: `${name}_conv`, filters: 4 * width, random });
    return layers.reLU({ name }).apply(y) as SymbolicTensor;
  };
  const outputs = networkStages(images, ['stage1'], ['stage2', 'stage3'], experts, stage);
  return model({ inputs: images, outputs });
}
