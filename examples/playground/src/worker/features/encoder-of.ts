import { type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { efficientNetLiteNormalisation, withPreprocessing } from 'mbib/jobs';

/**
 * A backbone up to its taps: pixels, `[batch, side, side, 3]` from 0 to 255, to the mean of every tap over space, `[batch, width]` each.
 *
 * @param taps names of layers, shallow to deep
 */
export function encoderOf(backbone: LayersModel, taps: readonly string[]): LayersModel {
  const outputs = taps.map((tap) => pooled(backbone.getLayer(tap).output as SymbolicTensor));
  return withPreprocessing(model({ inputs: backbone.inputs, outputs }), efficientNetLiteNormalisation);
}

/** The mean of a map over space. */
export function pooled(map: SymbolicTensor): SymbolicTensor {
  return layers.globalAveragePooling2d({}).apply(map) as SymbolicTensor;
}
