import type { LayersModel } from '@tensorflow/tfjs-layers';
import { bottleneckBlock, projection } from './residual-blocks';
import { type BackboneOptions, residualNetwork } from './residual-network';

/**
 * ResNet-50 without its classifier: four stages of 3, 4, 6 and 3 bottleneck blocks with 256, 512, 1024 and 2048 channels.
 * 23,508,032 trainable parameters, as torchvision's `resnet50`, whose stride is in the 3×3 convolutions.
 *
 * @param options seed of the initial weights and size of the images
 * @returns a model from `[batch, imageSize, imageSize, 3]` to `[batch, ⌈imageSize/32⌉, ⌈imageSize/32⌉, 2048]`; the layers
 * `stage1`..`stage4` are the outputs of the stages
 * @throws RangeError | TypeError where an option is unknown or does not fit
 * @see He et al. 2016, Table 1
 *
 * @example
 * ```ts
 * const net = withMBIB(resnet50({ seed: 0 }), ['stage2', 'stage3', 'stage4'], { classes: 8142 });
 * ```
 */
export function resnet50(options?: BackboneOptions): LayersModel {
  return residualNetwork(
    {
      name: 'resnet50',
      blocks: [3, 4, 6, 3],
      block: (x, stage, { share, ...block }) => {
        const width = 32 * 2 ** stage * share;
        return bottleneckBlock(x, { ...block, filters: 4 * width, width, groups: 1 }, projection);
      },
    },
    options,
  );
}
