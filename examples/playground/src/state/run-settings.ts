import type { LossOptions, MethodName } from 'mbib/jobs';
import type { BackendName } from './backend-names';

/** What a network learns from: the pixels, or features of a network that was trained before. */
export type LearnsFrom = 'scratch' | 'features';

/** All that a run is started with, besides its data. The options that its method does not read are the method's defaults. */
export interface RunSettings extends LossOptions {
  /** What is trained. */
  method: MethodName;
  /** Seed of everything random, and on the digits of which images are for training. */
  seed: number;
  /** Length of the training in epochs. */
  epochs: number;
  /** How often an epoch goes through the images; less often where there are many. */
  passes: number;
  /** Images of the most frequent digit divided by those of the rarest. Pictures of one's own keep their counts. */
  imbalanceFactor: number;
  /** The backend of the run's worker. */
  backend: BackendName;
  /** Whether the network starts from nothing or from features that are computed once. */
  from: LearnsFrom;
}

/** What the next training uses, for every method and seed of it. */
export type NextSettings = Omit<RunSettings, 'method'>;
