import * as tf from '@tensorflow/tfjs-core';

/** Takes a step by gradients given as numbers; null is a variable without a gradient. */
export function step(optimizer: tf.Optimizer, gradients: Record<string, readonly number[] | null>): void {
  tf.tidy(() => {
    const list = Object.entries(gradients).map(([name, values]) => ({
      name,
      tensor: values ? tf.tensor1d([...values]) : (null as unknown as tf.Tensor),
    }));
    optimizer.applyGradients(list);
  });
}

/** A saved state apart from the optimizer's tensors, as a checkpoint would hold it. */
export interface SavedWeight {
  name: string;
  values: number[];
  shape: number[];
  /** Default: int32 for the number of steps, float32 for the rest. */
  dtype?: tf.DataType;
}

export async function copyOf(optimizer: tf.Optimizer): Promise<SavedWeight[]> {
  const state = await optimizer.getWeights();
  return Promise.all(
    state.map(async ({ name, tensor }) => {
      const { shape, dtype } = tensor;
      return { name, values: Array.from(await tensor.data()), shape, dtype };
    }),
  );
}

export async function restore(optimizer: tf.Optimizer, state: SavedWeight[]): Promise<void> {
  const weights = state.map(({ name, values, shape, dtype }) => ({
    name,
    tensor: tf.tensor(values, shape, dtype ?? (name === 'iter' ? 'int32' : 'float32')),
  }));
  try {
    await optimizer.setWeights(weights);
  } finally {
    tf.dispose(weights.map(({ tensor }) => tensor));
  }
}

/** An optimizer made from the configuration of another one, after a passage through JSON. */
export function madeAgain<T extends tf.Optimizer>(optimizer: T): T {
  const cls = optimizer.constructor as unknown as tf.serialization.SerializableConstructor<T> & {
    fromConfig: (cls: unknown, config: tf.serialization.ConfigDict) => T;
  };
  return cls.fromConfig(cls, JSON.parse(JSON.stringify(optimizer.getConfig())));
}
