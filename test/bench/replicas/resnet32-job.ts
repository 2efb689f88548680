import 'mbib/accelerate';
import { type ImageBatches, type Job, type JobOptions, type Recipe, runIfMain } from 'mbib/jobs';
import { BATCH, netOf, optimizerOf, samplesPerClass } from '../training-step/step';

/** Where replicas start: this module. */
export const program = import.meta.url;

/** ResNet-32 as the bench trains it. Its images are the bench's. */
export const job: Job<JobOptions> = {
  name: 'bench',
  title: 'ResNet-32 on random images',
  defaults: () => ({ method: 'mbib', epochs: 1, seed: 0, backend: 'wasm' }),
  folder: () => 'bench',
  recipe: ({ method }): Recipe => {
    const source = { imageShape: [32, 32, 3] } as Partial<ImageBatches> as Recipe['train'];
    return {
      net: netOf(method),
      optimizer: optimizerOf(),
      schedule: () => 0,
      batchSize: BATCH,
      testBatchSize: 2,
      train: source,
      test: source,
      samplesPerClass,
    };
  },
};

runIfMain(program, job);
