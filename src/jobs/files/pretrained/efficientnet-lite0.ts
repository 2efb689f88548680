import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { readEfficientNetLite0 } from '../../nets/efficientnet-lite0/efficientnet-lite0';
import type { EfficientNetOptions } from '../../nets/efficientnet-lite0/efficientnet-options';
import { loadFromFolder } from '../save-model';
import { packagedModel } from './packaged-model';

/**
 * EfficientNet-Lite0 without its pooling and classifier, as it learnt ImageNet: a backbone to start from where there are few
 * photographs. 3,371,008 trainable parameters in 3.7 MB, which are read when it is called and are in no bundle. All of its layers
 * are stock layers. The weights are those of Google, licensed Apache-2.0; `models/efficientnet-lite0` in the package says how they
 * were converted.
 *
 * Its images are RGB, normalised by {@link efficientNetLiteNormalisation}. It has no stochastic depth, which the original trained
 * with.
 *
 * @param options side of the images; where the weights are, which a page has to say; or random weights and their seed
 * @returns a model from `[batch, imageSize, imageSize, 3]` to `[batch, ⌈imageSize/32⌉, ⌈imageSize/32⌉, 1280]`. The layers
 * `stage1`..`stage4` are the last maps at a 4th, 8th, 16th and 32nd of the side, with 24, 40, 112 and 1,280 channels
 * @throws Error where the weights cannot be read or are not those of this network; RangeError | TypeError where an option is
 * unknown or does not fit
 * @see Tan and Le 2019, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", Table 1;
 * https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite
 *
 * @example
 * ```ts
 * import { withMBIB } from 'mbib';
 * import { efficientNetLite0 } from 'mbib/jobs';
 *
 * const backbone = await efficientNetLite0({ imageSize: 160 });
 * const net = withMBIB(backbone, ['stage2', 'stage3', 'stage4'], { classes: 10 });
 * ```
 */
export function efficientNetLite0(options?: EfficientNetOptions): Promise<LayersModel> {
  return readEfficientNetLite0(options, (from) => {
    if (typeof from !== 'string') return from ?? loadFromFolder(packagedModel('efficientnet-lite0'));
    return from.startsWith('file:') || !/^[\w+.-]+:\/\//.test(from) ? fileHandler(from) : from;
  });
}

/** Reads a path, or an address that begins with `file:`, of a `model.json` or its folder. */
function fileHandler(from: string): io.IOHandler {
  const path = from.startsWith('file:') ? fileURLToPath(from) : from;
  return loadFromFolder(basename(path) === 'model.json' ? dirname(path) : path);
}
