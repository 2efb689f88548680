import type { ClassifierMeasurement, ImageBatches, StepRecipe } from 'mbib/jobs';
import type { PlaygroundData } from '../state/playground-data';
import type { RunSettings } from '../state/run-settings';
import type { DataFeatures } from './features/features';

/** All that a session needs to train: what learns from what, and how the classifier that comes of it is saved. */
export interface Prepared {
  /** The job's name in the run's log. */
  job: string;
  /** What the report calls the data. */
  dataSet: string;
  /** The net with what it trains on. Where the net takes features, `train` and `test` give features. */
  recipe: StepRecipe;
  /** The test images, in the order of `splitOf(data, seed).test`. */
  test: ImageBatches;
  /** Images a batch of an evaluation. */
  testBatchSize: number;
  /** How often an epoch goes through the images, as far as their number lets it. */
  passes: number;
  /**
   * The archive of the classifier as it is now. It takes pixels 0..255.
   *
   * @param measured what it was measured at, if it was
   */
  save(measured: ClassifierMeasurement | undefined): Promise<ArrayBuffer>;
  /** Frees nets and optimizer. */
  dispose(): void;
}

/**
 * Prepares the training of a run.
 *
 * @param features of the data, where the run learns from them
 */
export type Prepare = (
  data: PlaygroundData,
  settings: RunSettings,
  features: DataFeatures | undefined,
) => Promise<Prepared>;
