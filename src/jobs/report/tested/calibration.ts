/** One bin of a reliability diagram: the images whose confidence is above `from`, up to and with `to`. */
export interface CalibrationBin {
  from: number;
  to: number;
  /** Number of images. */
  images: number;
  /** Their mean confidence; null where there are none. */
  confidence: number | null;
  /** The share of them that is predicted right; null where there are none. */
  accuracy: number | null;
}

/** How well the confidence of a classifier says how often it is right. */
export interface Calibration {
  bins: CalibrationBin[];
  /** Expected calibration error: the mean over the images of |accuracy − confidence| of their bin. */
  error: number;
  /** Mean confidence of all images. */
  confidence: number;
  /** Share of all images that is predicted right. */
  accuracy: number;
  /** Number of images. */
  images: number;
}

/** The bins of the paper's figures. */
export const CALIBRATION_BINS = 15;

/**
 * Reliability diagram and expected calibration error over bins of equal width.
 *
 * @param confidence probability of the predicted class, `[images]`, in 0..1
 * @param isRight whether the image of a place is predicted right
 * @param bins number of bins. Default {@link CALIBRATION_BINS}
 * @see Guo et al. 2017, "On Calibration of Modern Neural Networks", equations 2 and 3
 *
 * @example
 * ```ts
 * calibration([0.9, 0.6], (i) => i === 0, 10).error; // (0.1 + 0.6) / 2 = 0.35
 * ```
 */
export function calibration(
  confidence: ArrayLike<number>,
  isRight: (image: number) => boolean,
  bins = CALIBRATION_BINS,
): Calibration {
  const sums = Array.from({ length: bins }, () => ({ images: 0, confidence: 0, right: 0 }));
  for (let i = 0; i < confidence.length; i++) {
    const value = confidence[i]!;
    // A bin has its upper end and not its lower one; 0 is in the first.
    const bin = sums[Math.min(bins - 1, Math.max(0, Math.ceil(value * bins) - 1))]!;
    bin.images++;
    bin.confidence += value;
    if (isRight(i)) bin.right++;
  }
  const images = confidence.length;
  const total = (key: 'confidence' | 'right') => sums.reduce((sum, bin) => sum + bin[key], 0);
  const gaps = sums.reduce((sum, { right, confidence }) => sum + Math.abs(right - confidence), 0);
  return {
    bins: sums.map((bin, i) => ({
      from: i / bins,
      to: (i + 1) / bins,
      images: bin.images,
      confidence: bin.images === 0 ? null : bin.confidence / bin.images,
      accuracy: bin.images === 0 ? null : bin.right / bin.images,
    })),
    error: images === 0 ? 0 : gaps / images,
    confidence: images === 0 ? 0 : total('confidence') / images,
    accuracy: images === 0 ? 0 : total('right') / images,
    images,
  };
}
