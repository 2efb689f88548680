import { reject, show } from '../../checks';
import { assertOwnCopy } from './assert-own-copy';
import { type Backbone, isGraphBackbone } from './graph-backbone';

/** Throws unless `backbone` is a GraphModel, or a LayersModel that knows the shape of its input; builds a sequential model. */
export function assertBackbone(backbone: Backbone): void {
  if (isGraphBackbone(backbone)) return;
  if (!backbone?.layers || !backbone.inputs?.length) {
    reject('backbone', 'be a GraphModel or a LayersModel that knows its input shape', show(backbone));
  }
  assertOwnCopy('backbone', backbone);
  // A sequential model makes its graph when it is built.
  if (!backbone.built) backbone.build(backbone.inputs[0]!.shape);
}
