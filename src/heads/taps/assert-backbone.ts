import { reject, show } from '../../checks';
import { assertOwnCopy } from './assert-own-copy';
import { type Backbone, isGraphBackbone } from './graph-backbone';

/**
 * Throws unless `backbone` is a GraphModel, or a LayersModel that knows the shape of its input; builds a sequential model.
 *
 * @param inputShape what was given as the option of that name, which is for GraphModels
 */
export function assertBackbone(backbone: Backbone, inputShape?: number[]): void {
  if (isGraphBackbone(backbone)) return;
  if (!backbone?.layers || !backbone.inputs?.length) {
    reject('backbone', 'be a GraphModel or a LayersModel that knows its input shape', show(backbone));
  }
  assertOwnCopy('backbone', backbone);
  if (inputShape)
    reject('options.inputShape', 'be left out for a LayersModel, which declares its own', show(inputShape));
  // A sequential model makes its graph when it is built.
  if (!backbone.built) backbone.build(backbone.inputs[0]!.shape);
}
