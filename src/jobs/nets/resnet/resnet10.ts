import type { LayersModel } from '@tensorflow/tfjs-layers';
import { basicBlock, projection } from './residual-blocks';
import { type BackboneOptions, residualNetwork } from './residual-network';

/**
 * ResNet-10 without its classifier: four stages of one basic block with 64, 128, 256 and 512 channels. 4,905,792 trainable
 * parameters, as torchvision's `ResNet(BasicBlock, [1, 1, 1, 1])`.
 *
 * @param options seed of the initial weights and size of the images
 * @returns a model from `[batch, imageSize, imageSize, 3]` to `[batch, ⌈imageSize/32⌉, ⌈imageSize/32⌉, 512]`; the layers
 * `stage1`..`stage4` are the outputs of the stages
 * @throws RangeError | TypeError where an option is unknown or does not fit
 * @see He et al. 2016; `ResNetFeature.py` of OLTR
 *
 * @example
 * ```ts
 * const net = withMBIB(resnet10({ seed: 0 }), ['stage2', 'stage3', 'stage4'], { classes: 1000 });
 * ```
 */
export function resnet10(options?: BackboneOptions): LayersModel {
  return residualNetwork(
    {
      name: 'resnet10',
      blocks: [1, 1, 1, 1],
      block: (x, stage, { share, ...block }) =>
        basicBlock(x, { ...block, filters: 32 * 2 ** stage * share }, projection),
    },
    options,
  );
}
