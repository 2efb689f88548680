import { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { rejectType } from '../../../checks';
import { resolveOptions } from '../../../options';
import { takeWeights } from '../take-weights';
import { efficientNetLite0Network } from './efficientnet-lite0-network';
import { type EfficientNetOptions, efficientNetOptions } from './efficientnet-options';

/**
 * {@link readEfficientNetLite0} in a page: the weights come from an address that has to be given, as a page alone knows where it
 * serves the files of the package from.
 *
 * @throws TypeError where `options.from` is not given
 *
 * @example
 * ```ts
 * import { efficientNetLite0 } from 'mbib/jobs';
 *
 * declare const address: string; // of models/efficientnet-lite0/model.json, as the page serves it
 * const net = await efficientNetLite0({ from: address });
 * ```
 */
export function efficientNetLite0(options?: EfficientNetOptions): Promise<LayersModel> {
  return readEfficientNetLite0(options, (from) => {
    if (from !== undefined) return from;
    const files = 'the address of models/efficientnet-lite0/model.json, a file of mbib';
    return rejectType('options.from', `be ${files}, which this page has to serve`, 'nothing');
  });
}

/**
 * EfficientNet-Lite0 with the weights of ImageNet, or random ones.
 *
 * @param sourceOf what the option `from` stands for, and what is read where it is not given
 * @returns see `efficientNetLite0Network`
 * @throws Error where the weights cannot be read or are not those of this network; RangeError | TypeError where an option is
 * unknown or does not fit
 *
 * @example
 * ```ts
 * const net = await readEfficientNetLite0({ imageSize: 160 }, (from) => from ?? 'model.json');
 * ```
 */
export async function readEfficientNetLite0(
  options: EfficientNetOptions | undefined,
  sourceOf: (from: EfficientNetOptions['from']) => string | io.IOHandler,
): Promise<LayersModel> {
  const { weights, from, imageSize, seed } = resolveOptions(options, efficientNetOptions);
  if (weights === null) return efficientNetLite0Network(imageSize, seed);
  const source = sourceOf(from);
  const artifacts = await handlerOf(source).load!();
  const net = efficientNetLite0Network(imageSize, seed);
  try {
    await takeWeights(net, artifacts, typeof source === 'string' ? source : 'The saved model');
    return net;
  } catch (error) {
    net.dispose();
    throw error;
  }
}

/** As `loadLayersModel` reads an address: a relative one, which no handler claims, over HTTP. */
function handlerOf(source: string | io.IOHandler): io.IOHandler {
  if (typeof source !== 'string') return source;
  return io.getLoadHandlers(source)[0] ?? io.browserHTTPRequest(source);
}
