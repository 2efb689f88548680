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
