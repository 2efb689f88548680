const WORDS_OF_A_BLOCK = 64;

/** The first 32 bits of the fractions of the square roots and cube roots of primes, which the standard starts from. */
const primes = firstPrimes(WORDS_OF_A_BLOCK);
const start = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const constants = Uint32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));

/**
 * SHA-256 of some bytes in hexadecimal digits, as `sha256sum` prints it. Pages have the hash functions of browsers only where they
 * are served by https.
 *
 * @see FIPS 180-4, Sections 4.1.2, 5.3.3 and 6.2.2
 *
 * @example
 * ```ts
 * sha256(new Uint8Array()); // 'e3b0c44298fc1c14…'
 * ```
 */
export function sha256(bytes: Uint8Array): string {
  const state = Uint32Array.from(start);
  const schedule = new Uint32Array(WORDS_OF_A_BLOCK);
  const whole = bytes.length - (bytes.length % 64);
  addBlocks(state, schedule, bytes.subarray(0, whole));
  addBlocks(state, schedule, lastBlocks(bytes, whole));
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('');
}

/** What is left of the bytes, a 1 bit, zeros, and the number of bits. */
function lastBlocks(bytes: Uint8Array, from: number): Uint8Array {
  const rest = bytes.length - from;
  const last = new Uint8Array(rest < 56 ? 64 : 128);
  last.set(bytes.subarray(from));
  last[rest] = 0x80;
  const view = new DataView(last.buffer);
  view.setUint32(last.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(last.length - 4, bytes.length << 3);
  return last;
}

function addBlocks(state: Uint32Array, w: Uint32Array, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let block = 0; block < bytes.length; block += 64) {
    for (let t = 0; t < 16; t++) w[t] = view.getUint32(block + 4 * t);
    for (let t = 16; t < WORDS_OF_A_BLOCK; t++) {
      const a = w[t - 15]!;
      const b = w[t - 2]!;
      const first = turned(a, 7) ^ turned(a, 18) ^ (a >>> 3);
      const second = turned(b, 17) ^ turned(b, 19) ^ (b >>> 10);
      w[t] = w[t - 16]! + first + w[t - 7]! + second;
    }
    addBlock(state, w);
  }
}

function addBlock(state: Uint32Array, w: Uint32Array): void {
  let [a, b, c, d, e, f, g, h] = state as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let t = 0; t < WORDS_OF_A_BLOCK; t++) {
    const choice = (e & f) ^ (~e & g);
    const first = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + choice + constants[t]! + w[t]!) | 0;
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + majority) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) state[i] = state[i]! + value;
}

function turned(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

function firstPrimes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) {
    if (found.every((prime) => n % prime !== 0)) found.push(n);
  }
  return found;
}

function fraction(root: number): number {
  return Math.floor((root % 1) * 2 ** 32);
}
