import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { reject, rejectType, show } from '../../checks';
import { variableOf, withConstants } from './weights-of';

/** The graph of a {@link Trainer}, and the backbone whose weights it trains along. */
export interface TrainerParts {
  inputs: tfl.SymbolicTensor[];
  outputs: tfl.SymbolicTensor | tfl.SymbolicTensor[];
  /** Left out where the heads alone are trained. */
  backbone?: tfl.LayersModel | undefined;
}

/**
 * A model to train that moves no weight which its backbone calls not trainable. In a plain model of the same layers such weights can
 * move: `trainable` of the model that they come from counts for nothing there, and `minimize` looks at the variables alone, which
 * tfjs does not mark in nested models and in layers that had no weights yet. What is trainable is read at every step, so
 * that a layer can be thawed between two of them.
 */
export class Trainer extends tfl.LayersModel {
  private readonly backbone: tfl.LayersModel | undefined;

  constructor({ inputs, outputs, backbone }: TrainerParts) {
    super({ inputs, outputs });
    this.backbone = backbone;
    // What `fit` trains. tfjs notes it when the model is compiled, and takes the variables from there at each step.
    Object.defineProperty(this, 'collectedTrainableWeights', {
      get: () => this.trainableWeights,
      set: () => {},
    });
  }

  override get trainableWeights(): tfl.LayerVariable[] {
    const ofBackbone = new Set(this.backbone?.weights);
    const trained = new Set(this.backbone?.trainableWeights);
    return super.trainableWeights.filter((weight) => trained.has(weight) || !ofBackbone.has(weight));
  }

  override get nonTrainableWeights(): tfl.LayerVariable[] {
    const trained = new Set(this.trainableWeights);
    return [...super.trainableWeights, ...super.nonTrainableWeights].filter((weight) => !trained.has(weight));
  }

  /** Computes the output for tensors, as `apply` and a loop of one's own do. */
  override call(inputs: tf.Tensor | tf.Tensor[], options: Parameters<tfl.LayersModel['call']>[1]) {
    const held = this.nonTrainableWeights.filter((weight) => variableOf(weight).trainable);
    return withConstants(held, () => super.call(inputs, options));
  }

  /** Compiles as `tf.LayersModel` does. @throws RangeError where a loss or metric is one of tfjs, which cannot read the output */
  override compile(args: tfl.ModelCompileArgs): void {
    assertForHeads('loss', args?.loss, 'net.loss({ samplesPerClass })');
    assertForHeads('metrics', args?.metrics, '[net.accuracy]');
    super.compile(args);
  }

  /** Trains as `tf.LayersModel` does; its losses weigh classes themselves. @throws TypeError where `classWeight` is given */
  override async fit(...[x, y, args]: Parameters<tfl.LayersModel['fit']>): Promise<tfl.History> {
    refuseClassWeight(args);
    return super.fit(x, y, args);
  }

  /** Trains as `tf.LayersModel` does; its losses weigh classes themselves. @throws TypeError where `classWeight` is given */
  override async fitDataset<T>(
    ...[dataset, args]: Parameters<typeof tfl.LayersModel.prototype.fitDataset<T>>
  ): Promise<tfl.History> {
    refuseClassWeight(args);
    return super.fitDataset(dataset, args);
  }

  /** @throws Error always: it says how to save a net */
  override save(): Promise<tf.io.SaveResult> {
    return Promise.reject(
      new Error(
        'A trainer is not saved by itself, since it could not be loaded: `net.save(…)` saves all that is needed to go on ' +
          'training with loadMBIB, `net.classifier.save(…)` a plain model to use.',
      ),
    );
  }
}

/**
 * Throws where losses or metrics, one or several, are some of tfjs: they take the logits of all heads side by side for those of as many
 * classes, without a word.
 */
function assertForHeads(argument: string, given: unknown, instead: string): void {
  for (const each of typeof given === 'object' && given !== null ? Object.values(given) : [given]) {
    if (typeof each === 'string' || Object.values<unknown>(tfl.metrics).includes(each)) {
      reject(argument, `be ${instead}, which knows the output of the heads`, show(each));
    }
  }
}

/**
 * tfjs multiplies the loss of each sample by the weight of its class, and takes the mean. Where a loss is one number for the batch, as
 * those of this library are, all samples get the mean of the weights: the option would change the learning rate and nothing else.
 */
function refuseClassWeight(args: { classWeight?: unknown } | undefined): void {
  if (args?.classWeight != null) {
    rejectType(
      'classWeight',
      'be left out, as the loss weighs classes by `samplesPerClass` and `m`, and would weigh all samples alike by it',
      show(args.classWeight),
    );
  }
}
