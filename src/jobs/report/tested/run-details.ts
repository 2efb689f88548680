import type { LabelledPredictions } from './confusions';

/** What a run made of its test images. */
export interface TestedImages extends LabelledPredictions {
  /** Probability of the predicted class of each. */
  confidence: ArrayLike<number>;
  /** The epoch after which it did; left out where that is not known. */
  epoch?: number;
}

/** A test image that was taken for another class. */
export interface MistakePicture {
  /** Number of the image among the test images. */
  image: number;
  /** True class. */
  label: number;
  /** Predicted class. */
  prediction: number;
  /** Probability of the predicted class, in 0..1. */
  confidence: number;
  /** The image as a `data:` address of a PNG. */
  picture: string;
}

/** What the folder of a run has besides its log. */
export interface RunDetails {
  /** Whether the last line of its log is cut short, and left out. */
  isTorn?: boolean;
  /** What it made of its test images; left out where it did not keep that. */
  outputs?: TestedImages | undefined;
  /** Its most confident mistakes, the most confident first. */
  mistakes?: readonly MistakePicture[] | undefined;
  /** What of its folder cannot be read, as sentences. */
  problems?: readonly string[];
}
