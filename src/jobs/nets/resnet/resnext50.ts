import type { LayersModel } from '@tensorflow/tfjs-layers';
import { bottleneckBlock, projection } from './residual-blocks';
import { type BackboneOptions, residualNetwork } from './residual-network';

/**
 * ResNeXt-50 (32×4d) without its classifier: ResNet-50 with twice the channels in its 3×3 convolutions, in 32 groups.
 * 22,979,904 trainable parameters, as torchvision's `resnext50_32x4d`. tfjs has no grouped convolutions; those of this
 * network are a layer of mbib. To load it in plain tfjs, save it by `withStockConvolutions`.
 *
 * @param options seed of the initial weights and size of the images
 * @returns a model from `[batch, imageSize, imageSize, 3]` to `[batch, ⌈imageSize/32⌉, ⌈imageSize/32⌉, 2048]`; the layers
 * `stage1`..`stage4` are the outputs of the stages
 * @throws RangeError | TypeError where an option is unknown or does not fit
 * @see Xie et al. 2017, Table 1
 *
 * @example
 * ```ts
 * const net = withMBIB(resnext50({ seed: 0 }), ['stage2', 'stage3', 'stage4'], { classes: 1000 });
 * ```
 */
export function resnext50(options?: BackboneOptions): LayersModel {
  return residualNetwork(
    {
      name: 'resnext50',
      blocks: [3, 4, 6, 3],
      block: (x, stage, { share, ...block }) => {
        const width = 64 * 2 ** stage * share;
        return bottleneckBlock(x, { ...block, filters: 2 * width, width, groups: 32 }, projection);
      },
    },
    options,
  );
}
