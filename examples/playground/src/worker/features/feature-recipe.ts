import { adamW, cosine } from 'mbib/training';

/** Width of the representation z of heads on features: few pictures need few parameters. */
export const FEATURE_Z_WIDTH = 128;

/** Steps of an epoch below which it goes through the pictures several times. */
const LEAST_STEPS = 10;

/** How heads on features are trained, as `mbib train folder` does it, with smaller batches for fewer pictures. */
export function featureRecipe(epochs: number) {
  return {
    optimizer: adamW({ learningRate: 1e-3, weightDecay: 1e-2 }),
    schedule: cosine({ learningRate: 1e-3, epochs }),
    batchSize: 32,
    testBatchSize: 250,
  };
}

/** How often an epoch goes through the pictures. */
export function featurePasses(pictures: number): number {
  return Math.max(1, Math.ceil((LEAST_STEPS * 32) / pictures));
}
