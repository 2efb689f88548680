/**
 * A generator of whole numbers of 32 random bits, xoshiro128**, whose state is filled from a seed by the mixing function of
 * MurmurHash3. It computes with 32-bit integers only, so that the same seed gives the same numbers on every machine.
 *
 * @param seed a whole number in 0..2³²−1
 * @see Blackman and Vigna 2018, Scrambled Linear Pseudorandom Number Generators
 */
export function randomBits(seed: number): () => number {
  let [a, b, c, d] = [1, 2, 3, 4].map((i) => mixed((seed + Math.imul(i, 0x9e3779b9)) | 0)) as [
    number,
    number,
    number,
    number,
  ];
  return () => {
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
}

function rotated(bits: number, places: number): number {
  return (bits << places) | (bits >>> (32 - places));
}

function mixed(bits: number): number {
  let x = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
