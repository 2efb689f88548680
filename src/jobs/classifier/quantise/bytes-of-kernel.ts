import { rangeOf } from '../../log/statistics';

/** The largest number of a byte. */
const LARGEST = 255;

/** A kernel as whole numbers: its values are about `min + scale · bytes`. */
export interface KernelBytes {
  bytes: Uint8Array;
  scale: number;
  min: number;
}

/**
 * A kernel as whole numbers 0..255 between its least and its greatest value, with a step that 0 is exact with. What is rounded within
 * an output channel sums to nothing, but for half a step: the values that lie nearest between two steps are rounded to the other one.
 * Where 0 is made exact, the greatest or least values can lie up to half a step outside, and nothing makes up for several of them.
 * Behind a ReLU, inputs are positive, so that errors which do not cancel would move the mean of the channel.
 *
 * @param values finite, of shape [..., channels]
 * @param channels number of output channels
 * @see Guo et al. 2022, "SQuant: On-the-Fly Data-Free Quantization via Diagonal Hessian Approximation", section 3.3
 *
 * @example
 * ```ts
 * const { bytes, scale, min } = bytesOfKernel(Float32Array.of(-1, 0, 0.5, 1), 2);
 * ```
 */
export function bytesOfKernel(values: Float32Array, channels: number): KernelBytes {
  const own = ownSteps(values);
  if (own) return { bytes: rounded(values, own), ...own };
  const { least, greatest } = rangeOf(values);
  const scale = (greatest - least) / LARGEST || 1;
  // A range that 0 lies in is moved by less than a step: kernels have many zeros where they are padded.
  const min = least <= 0 && greatest >= 0 ? -Math.round(-least / scale) * scale : least;
  const bytes = rounded(values, { scale, min });
  for (let channel = 0; channel < channels; channel++)
    balance(bytes, values, { scale, min, channel, channels });
  return { bytes, scale, min };
}

interface Steps {
  scale: number;
  min: number;
}

function rounded(values: Float32Array, { scale, min }: Steps): Uint8Array {
  return Uint8Array.from(values, (value) =>
    Math.max(0, Math.min(LARGEST, Math.round((value - min) / scale))),
  );
}

/** Rounds some values of a channel to the other side, so that its errors sum to at most half a step. */
function balance(
  bytes: Uint8Array,
  values: Float32Array,
  { scale, min, channel, channels }: Steps & { channel: number; channels: number },
): void {
  const errors: { at: number; error: number }[] = [];
  let sum = 0;
  for (let at = channel; at < values.length; at += channels) {
    const error = bytes[at]! - (values[at]! - min) / scale;
    sum += error;
    // A zero stays one.
    if (values[at] !== 0) errors.push({ at, error });
  }
  const direction = Math.sign(sum);
  const movable = errors.filter(({ at, error }) => {
    const moved = bytes[at]! - direction;
    return error * direction > 0 && moved >= 0 && moved <= LARGEST;
  });
  movable.sort((a, b) => direction * (b.error - a.error));
  for (const { at } of movable.slice(0, Math.round(Math.abs(sum)))) bytes[at]! -= direction;
}

/**
 * The steps of a kernel that was stored as bytes before, such as a pretrained one that stays as it is: with the same steps nothing of
 * it is lost. Undefined where its values are not steps apart.
 */
export function ownSteps(values: Float32Array): Steps | undefined {
  const distinct = new Set<number>();
  for (const value of values) if (distinct.add(value).size > LARGEST + 1) return undefined;
  const sorted = Float32Array.from(distinct).sort();
  if (sorted.length < 2) return undefined;
  const least = sorted[0]!;
  const greatest = sorted[sorted.length - 1]!;
  let smallest = Infinity;
  for (let i = 1; i < sorted.length; i++) smallest = Math.min(smallest, sorted[i]! - sorted[i - 1]!);
  const steps = Math.round((greatest - least) / smallest);
  const scale = (greatest - least) / steps;
  const isStep = (value: number) =>
    Math.abs((value - least) / scale - Math.round((value - least) / scale)) < 0.01;
  return steps <= LARGEST && sorted.every(isStep) ? { scale, min: least } : undefined;
}
