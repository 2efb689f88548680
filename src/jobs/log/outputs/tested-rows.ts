/** What a net predicted of test images: arrays with an entry an image, `[n]`. */
export interface TestedRows {
  /** True class of each. */
  labels: ArrayLike<number>;
  /** Class that was predicted for it. */
  predictions: ArrayLike<number>;
  /** Probability of the predicted class. */
  confidence: ArrayLike<number>;
}
