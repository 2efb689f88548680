import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { StoredTensor } from '../../files/tensor-file';

/** What the names of these tensors begin with in a checkpoint. */
export const BEST = 'best/';

/** The weights that a model had after its best epoch so far, for a checkpoint and for the end of the run. */
export class BestWeights {
  /** As a checkpoint holds them; empty before the first epoch. */
  tensors: StoredTensor[] = [];

  /**
   * @param model whose weights these are
   * @param stored the tensors of a checkpoint, with which a resumed run goes on
   */
  constructor(
    private readonly model: LayersModel,
    stored: readonly StoredTensor[] = [],
  ) {
    this.tensors = stored.filter(({ name }) => name.startsWith(BEST));
  }

  /** Keeps the weights that the model has now. */
  async take(): Promise<void> {
    this.tensors = await Promise.all(
      this.model.weights.map(async (weight, i): Promise<StoredTensor> => {
        const variable = weight.read() as tf.Variable;
        return {
          name: `${BEST}${i}`,
          shape: variable.shape,
          data: (await variable.data()).slice() as Float32Array,
        };
      }),
    );
  }

  /** Gives the model the weights that were kept. */
  restore(): void {
    for (const [i, { data, shape }] of this.tensors.entries()) {
      const value = tf.tensor(data, shape);
      this.model.weights[i]!.write(value);
      value.dispose();
    }
  }
}
