import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { reject, rejectType } from '../checks';
import { resolveOptions } from '../options';
import { weightsOfNet } from './layers/weights-of';
import { type LoadHeadsOptions, loadHeadsOptions } from './load-mbib-heads';
import { backboneHash, structureOf } from './saving/backbone-hash';
import { restoreNet } from './saving/restore-net';
import { type NetHandler, readNet, type SavedBackbone } from './saving/saved-net';
import { restoreTrainable } from './saving/trainable-flags';
import { assertBackbone } from './taps/assert-backbone';
import { outputAt } from './taps/connect-taps';
import { type Backbone, isGraphBackbone } from './taps/graph-backbone';
import { type MbibModel, withMBIB } from './with-mbib';

/** Options of {@link loadMBIB}. */
export interface LoadOptions extends LoadHeadsOptions {
  /**
   * The backbone: needed where it was frozen, since it was not saved. One that was trained along is built from what was saved; where it
   * has layers that tfjs does not know, give one of the same layers, whose weights are replaced.
   */
  backbone?: Backbone;
}

const loadOptions = {
  ...loadHeadsOptions,
  backbone: {
    check: (_: string, backbone: Backbone) => assertBackbone(backbone),
    default: undefined,
  },
} as const;

/**
 * Loads a net that `net.save` saved, and goes on where its training stopped: with the same weights, running statistics and `trainable`
 * settings, and with the optimizer's state where one is given. On cpu and wasm the losses that follow are those of an
 * uninterrupted training, bit for bit, if the batches are.
 *
 * @param handler where from: a URL such as `'indexeddb://birds'`, or a handler of `tf.io`
 * @param options the backbone where it was frozen, and an optimizer made with the saved one's options
 * @returns the net. A backbone that was built for it is `net.backbone`; `net.dispose()` does not free it.
 * @throws RangeError where something else was saved, or the backbone is not the one that the heads belong to; TypeError where a
 * backbone is needed and none is given
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { loadMBIB, withMBIB } from 'mbib';
 * import { sgd } from 'mbib/training';
 * const backbone = tf.sequential({ layers: [tf.layers.dense({ inputShape: [4], units: 8, name: 'deep' })] });
 * const net = withMBIB(backbone, ['deep'], { classes: 3 });
 * const optimizer = sgd({ learningRate: 0.1, momentum: 0.9 });
 * let saved: tf.io.ModelArtifacts;
 * const handler: tf.io.IOHandler = { // or 'indexeddb://…', 'downloads://…', 'file://…' with tfjs-node
 *   async save(artifacts) {
 *     saved = artifacts;
 *     return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
 *   },
 *   load: async () => saved,
 * };
 * await net.save(handler, { optimizer });
 * const again = sgd({ learningRate: 0.1, momentum: 0.9 });
 * const loaded = await loadMBIB(handler, { optimizer: again });
 * loaded.trainer.compile({ optimizer: again, loss: loaded.loss({ samplesPerClass: [100, 10, 1] }) });
 * ```
 */
export async function loadMBIB(handler: NetHandler, options?: LoadOptions): Promise<MbibModel> {
  const { backbone: given, optimizer } = resolveOptions(options, loadOptions);
  const { net: saved, tensors } = await readNet(handler);
  try {
    if (!saved.backbone)
      reject('handler', 'lead to a net with a backbone (loadMBIBHeads loads heads)', 'heads alone');
    const backbone = given ?? (await buildBackbone(saved.backbone));
    assertBackbone(backbone);
    await assertSameBackbone(backbone, saved.backbone);
    const { widths: _, ...heads } = saved.heads;
    const { frozen, inputShape, dataFormat } = saved.backbone;
    const taps = saved.backbone.taps.map((tap) =>
      isGraphBackbone(backbone) ? tap.name : outputAt(backbone, tap),
    );
    const net = withMBIB(backbone, taps, { ...heads, frozen, dataFormat, ...(inputShape && { inputShape }) });
    const weights = weightsOfNet(net.headTrainer, frozen ? undefined : (backbone as tfl.LayersModel));
    try {
      await restoreNet({ weights, trainer: net.trainer }, saved, tensors, optimizer);
      if (saved.backbone.trainable) restoreTrainable(backbone as tfl.LayersModel, saved.backbone.trainable);
      return net;
    } catch (error) {
      net.dispose();
      if (!given) (backbone as tfl.LayersModel).dispose();
      throw error;
    }
  } finally {
    tf.dispose(Object.values(tensors));
  }
}

async function buildBackbone({ topology, hash }: SavedBackbone): Promise<tfl.LayersModel> {
  if (!topology) {
    rejectType(
      'options.backbone',
      `be given: a frozen one is not saved. It is the one with hash ${hash}`,
      'nothing',
    );
  }
  return tfl.loadLayersModel({ load: async () => ({ modelTopology: topology }) });
}

/** Throws where a backbone that was given is not the one that was saved. */
async function assertSameBackbone(backbone: Backbone, { hash, topology }: SavedBackbone): Promise<void> {
  if (topology) {
    if (isGraphBackbone(backbone))
      reject('options.backbone', 'be a LayersModel, which learns', 'a GraphModel');
    if (structureOf(topology) !== structureOf(backbone.toJSON(null, false) as object)) {
      reject('options.backbone', 'have the layers of the one that was saved', 'one with other layers');
    }
    return;
  }
  const found = await backboneHash(backbone);
  if (found !== hash) {
    reject(
      'options.backbone',
      `be the one that the heads were trained on, with hash ${hash}`,
      `one with ${found}`,
    );
  }
}
