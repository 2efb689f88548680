import type * as tfl from '@tensorflow/tfjs-layers';
import { weightsInOrder } from '../layers/weights-of';

/** What `trainable` is in the models and the weights of a backbone. tfjs saves it of layers only. */
export interface TrainableFlags {
  /** Of the model and the models in it, the outer ones first. */
  models: boolean[];
  /** Of the weights, in the order of the layers. */
  weights: boolean[];
}

/** Reads what is trainable. */
export function trainableFlags(backbone: tfl.LayersModel): TrainableFlags {
  return {
    models: modelsIn(backbone).map(({ trainable }) => trainable),
    weights: weightsInOrder(backbone.layers).map(({ trainable }) => trainable),
  };
}

/** Makes trainable what was when the flags were read. */
export function restoreTrainable(backbone: tfl.LayersModel, { models, weights }: TrainableFlags): void {
  modelsIn(backbone).forEach((model, i) => {
    model.trainable = models[i]!;
  });
  weightsInOrder(backbone.layers).forEach((weight, i) => {
    weight.trainable = weights[i]!;
  });
}

function modelsIn(model: tfl.LayersModel): tfl.LayersModel[] {
  const nested = model.layers.filter((layer): layer is tfl.LayersModel => 'layers' in layer);
  return [model, ...nested.flatMap(modelsIn)];
}
