/**
 * The bytes that a text of hexadecimal digits stands for, two digits a byte.
 *
 * The compiled SIMD modules are kept as such texts, each in a `binary.ts`: they are loaded with the code, without a file to
 * fetch, and gzip finds the repetitions in them, which it would not in base64.
 */
export function bytesFromHexadecimal(digits: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(digits.match(/../g)!, (byte) => Number(`0x${byte}`));
}
