import type * as tf from '@tensorflow/tfjs-core';

/** A place in memory to save a model to and to load it from, as another process would: nothing is shared with what was saved. */
export function memoryHandler(): tf.io.IOHandler {
  let saved: tf.io.ModelArtifacts | undefined;
  return {
    async save(artifacts) {
      saved = structuredClone(artifacts);
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    },
    load: async () => structuredClone(saved!),
  };
}
