/** The four words of 32 bits that a generator goes on from. */
export type RandomState = readonly [number, number, number, number];

/** A generator of whole numbers of 32 random bits. */
export interface RandomBits {
  (): number;
  /** What it goes on from: a generator made from it gives the same numbers. */
  state(): RandomState;
}

/**
 * A generator of whole numbers of 32 random bits, xoshiro128**, whose state is filled from a seed by the mixing function of
 * MurmurHash3. It computes with 32-bit integers only, so that the same seed gives the same numbers on every machine.
 *
 * @param from a seed, a whole number in 0..2³²−1, or the state of a generator to go on from
 * @see Blackman and Vigna 2018, Scrambled Linear Pseudorandom Number Generators
 */
export function randomBits(from: number | RandomState): RandomBits {
  let [a, b, c, d] = typeof from === 'number' ? filled(from) : from;
  const next = () => {
    const result = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotated(d, 11);
    return result;
  };
  return Object.assign(next, { state: (): RandomState => [a >>> 0, b >>> 0, c >>> 0, d >>> 0] });
}

/** A number of at least 0 and below 1, with 53 random bits. */
export function random(bits: RandomBits): number {
  const high = bits() >>> 5;
  const low = bits() >>> 6;
  return (high * 67108864 + low) / 9007199254740992;
}

/** Shuffles a list in place. */
export function shuffle(list: Int32Array, bits: RandomBits): void {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random(bits) * (i + 1));
    const held = list[i]!;
    list[i] = list[j]!;
    list[j] = held;
  }
}

/** One seed from several whole numbers, so that generators for different purposes get different numbers. */
export function seedOf(...numbers: number[]): number {
  return numbers.reduce((seed, number) => mixed((seed + number + 0x9e3779b9) | 0), 0) >>> 0;
}

function filled(seed: number): RandomState {
  return [1, 2, 3, 4].map((i) => mixed((seed + Math.imul(i, 0x9e3779b9)) | 0)) as unknown as RandomState;
}

function rotated(bits: number, places: number): number {
  return (bits << places) | (bits >>> (32 - places));
}

function mixed(bits: number): number {
  let x = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
