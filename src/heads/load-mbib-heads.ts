import * as tf from '@tensorflow/tfjs-core';
import { reject } from '../checks';
import { resolveOptions } from '../options';
import { weightsOfNet } from './layers/weights-of';
import { type MbibHeads, mbibHeads } from './mbib-heads';
import { restoreNet } from './saving/restore-net';
import { assertOptimizer } from './saving/save-net';
import { type NetHandler, readNet } from './saving/saved-net';

/** Options of {@link loadMBIBHeads}. */
export interface LoadHeadsOptions {
  /** An optimizer like the one that was saved, which takes over its state. */
  optimizer?: tf.Optimizer;
}

/** The checks and defaults of {@link LoadHeadsOptions}. */
export const loadHeadsOptions = { optimizer: { check: assertOptimizer, default: undefined } } as const;

/**
 * Loads heads that {@link mbibHeads} saved, or the heads of a net whose backbone was frozen.
 *
 * @param handler where from: a URL such as `'indexeddb://birds'`, or a handler of `tf.io`
 * @param options an optimizer made with the saved one's options, which takes over its state
 * @throws RangeError where something else was saved
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { loadMBIBHeads, mbibHeads } from 'mbib';
 * let saved: tf.io.ModelArtifacts;
 * const handler: tf.io.IOHandler = {
 *   async save(artifacts) {
 *     saved = artifacts;
 *     return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
 *   },
 *   load: async () => saved,
 * };
 * await mbibHeads({ widths: [512], classes: 3 }).save(handler);
 * const heads = await loadMBIBHeads(handler);
 * ```
 */
export async function loadMBIBHeads(handler: NetHandler, options?: LoadHeadsOptions): Promise<MbibHeads> {
  const { optimizer } = resolveOptions(options, loadHeadsOptions);
  const { net: saved, tensors } = await readNet(handler);
  try {
    if (saved.backbone && !saved.backbone.frozen) {
      reject(
        'handler',
        'lead to heads, or to a net with a frozen backbone (loadMBIB loads this)',
        'a whole net',
      );
    }
    const heads = mbibHeads(saved.heads);
    try {
      const trainer = heads.headTrainer;
      await restoreNet({ weights: weightsOfNet(trainer), trainer }, saved, tensors, optimizer);
      return heads;
    } catch (error) {
      heads.dispose();
      throw error;
    }
  } finally {
    tf.dispose(Object.values(tensors));
  }
}
