import { type RandomBits, random } from '../../random-bits';

/** A number from the distribution Beta(α, α), in 0..1; for α = 1 it is uniform. */
export function symmetricBeta(alpha: number, bits: RandomBits): number {
  if (alpha === 1) return random(bits);
  const difference = logGamma(alpha, bits) - logGamma(alpha, bits);
  return 1 / (1 + Math.exp(difference));
}

/**
 * The logarithm of a number from the distribution Gamma(shape, 1); the number itself may be too small for a float64.
 *
 * @see Marsaglia and Tsang 2000, A Simple Method for Generating Gamma Variables
 */
function logGamma(shape: number, bits: RandomBits): number {
  // A number from Gamma(a) is one from Gamma(a + 1) times a uniform number to the power of 1/a.
  if (shape < 1) return logGamma(shape + 1, bits) + Math.log(1 - random(bits)) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(bits);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random(bits)) < 0.5 * x * x + d * (1 - v + Math.log(v))) {
      return Math.log(d) + Math.log(v);
    }
  }
}

/** A number from the standard normal distribution. */
function normal(bits: RandomBits): number {
  return Math.sqrt(-2 * Math.log(1 - random(bits))) * Math.cos(2 * Math.PI * random(bits));
}
