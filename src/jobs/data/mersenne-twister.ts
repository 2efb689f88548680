import { reject } from '../../checks';
import { assertUint32, largestUint32 } from './uint32';

const STATE_LENGTH = 624;
const SHIFT_LENGTH = 397;

/** What {@link MersenneTwister.shuffle} takes: an array or a typed array. */
export interface Shuffled {
  [index: number]: unknown;
  /** Number of elements. */
  readonly length: number;
}

/**
 * The random number generator MT19937 (Mersenne Twister), with the methods of numpy's legacy `RandomState`. The same seed gives
 * the same numbers as there, bit for bit, so that the images that a Python repository chooses can be chosen here.
 *
 * @see Matsumoto and Nishimura 1998; numpy `random/mtrand.pyx` and `random/src/legacy`
 *
 * @example
 * ```ts
 * import { MersenneTwister } from 'mbib/jobs';
 *
 * const random = new MersenneTwister(0); // numpy.random.RandomState(0)
 * random.random(); // 0.5488135039273248
 * ```
 */
export class MersenneTwister {
  private readonly state = new Uint32Array(STATE_LENGTH);
  private position = STATE_LENGTH;
  private spareNormal: number | undefined;

  /**
   * @param seed a whole number in 0..2³²−1, or a list of at least one of them (numpy's `init_by_array`)
   * @throws RangeError | TypeError where a seed is not such a number
   */
  constructor(seed: number | readonly number[]) {
    if (!Array.isArray(seed)) {
      assertUint32('seed', seed as number);
      this.seedByNumber(seed as number);
      return;
    }
    if (seed.length === 0) reject('seed', 'hold at least one number', 'an empty list');
    for (const each of seed) assertUint32('seed', each);
    this.seedByArray(seed);
  }

  /** The next 32 random bits, as a number in 0..2³²−1. */
  nextUint32(): number {
    if (this.position === STATE_LENGTH) this.refill();
    let bits = this.state[this.position++]!;
    bits ^= bits >>> 11;
    bits ^= (bits << 7) & 0x9d2c5680;
    bits ^= (bits << 15) & 0xefc60000;
    return (bits ^ (bits >>> 18)) >>> 0;
  }

  /** A number of at least 0 and below 1, with 53 random bits (numpy's `random_sample`). */
  random(): number {
    const high = this.nextUint32() >>> 5;
    const low = this.nextUint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /**
   * A whole number in 0..max, both included (numpy's `rk_interval`: it takes as many bits as `max` has, and draws again where the
   * number is above `max`).
   *
   * @throws RangeError | TypeError where `max` is not a whole number in 0..2³²−1
   */
  interval(max: number): number {
    assertUint32('max', max);
    if (max === 0) return 0;
    const mask = largestUint32 >>> Math.clz32(max);
    let value = (this.nextUint32() & mask) >>> 0;
    while (value > max) value = (this.nextUint32() & mask) >>> 0;
    return value;
  }

  /** Shuffles a list in place and returns it (numpy's legacy `shuffle`, which goes from the last element to the second). */
  shuffle<List extends Shuffled>(list: List): List {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.interval(i);
      const held = list[i];
      list[i] = list[j];
      list[j] = held;
    }
    return list;
  }

  /** A number from the standard normal distribution (numpy's `legacy_gauss`: the polar method, which makes two at a time). */
  normal(): number {
    if (this.spareNormal !== undefined) {
      const spare = this.spareNormal;
      this.spareNormal = undefined;
      return spare;
    }
    let x: number;
    let y: number;
    let squared: number;
    do {
      x = 2 * this.random() - 1;
      y = 2 * this.random() - 1;
      squared = x * x + y * y;
    } while (squared >= 1 || squared === 0);
    const scale = Math.sqrt((-2 * Math.log(squared)) / squared);
    this.spareNormal = scale * x;
    return scale * y;
  }

  private seedByNumber(seed: number): void {
    const { state } = this;
    state[0] = seed;
    for (let i = 1; i < STATE_LENGTH; i++) {
      state[i] = Math.imul(1812433253, folded(state[i - 1]!)) + i;
    }
  }

  private seedByArray(seeds: readonly number[]): void {
    const { state } = this;
    this.seedByNumber(19650218);
    let i = 1;
    const next = () => {
      if (++i < STATE_LENGTH) return;
      state[0] = state[STATE_LENGTH - 1]!;
      i = 1;
    };
    for (let k = 0; k < Math.max(STATE_LENGTH, seeds.length); k++) {
      const j = k % seeds.length;
      state[i] = (state[i]! ^ Math.imul(1664525, folded(state[i - 1]!))) + seeds[j]! + j;
      next();
    }
    for (let k = 1; k < STATE_LENGTH; k++) {
      state[i] = (state[i]! ^ Math.imul(1566083941, folded(state[i - 1]!))) - i;
      next();
    }
    state[0] = 0x80000000;
  }

  private refill(): void {
    const { state } = this;
    for (let i = 0; i < STATE_LENGTH; i++) {
      const bits = (state[i]! & 0x80000000) | (state[(i + 1) % STATE_LENGTH]! & 0x7fffffff);
      state[i] = state[(i + SHIFT_LENGTH) % STATE_LENGTH]! ^ (bits >>> 1) ^ (bits & 1 ? 0x9908b0df : 0);
    }
    this.position = 0;
  }
}

function folded(bits: number): number {
  return bits ^ (bits >>> 30);
}
