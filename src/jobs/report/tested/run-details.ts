import type { MistakePicture } from '../../log/outputs/mistake-picture';
import type { LabelledPredictions } from './confusions';

/** What a run made of its test images. */
export interface TestedImages extends LabelledPredictions {
  /** Probability of the predicted class of each. */
  confidence: ArrayLike<number>;
  /** The epoch after which it did; left out where that is not known. */
  epoch?: number;
}

/** What the folder of a run has besides its log. */
export interface RunDetails {
  /** Whether the last line of its log is cut short, and left out. */
  isTorn?: boolean;
  /** What it made of its test images; left out where it did not keep that. */
  outputs?: TestedImages | undefined;
  /** Whether there is a file of that which cannot be read. */
  hasUnreadableOutputs?: boolean;
  /** Its most confident mistakes, the most confident first. */
  mistakes?: readonly MistakePicture[] | undefined;
  /** What of its folder cannot be read, as sentences. */
  problems?: readonly string[];
}
