import { createHash } from 'node:crypto';
import { encodeTensorFile, type TensorFile } from '../../files/tensor-file';

/** The name of the hash in the file's metadata, where it is the first. */
const HASH = 'sha256';
const DIGITS = 64;

const LENGTH_BYTES = 8;
const BEGINNING = `{"__metadata__":{"${HASH}":"`;
/** Where the hash begins. */
const AT = LENGTH_BYTES + BEGINNING.length;

/** Node hashes no 2 GiB at once. */
const MOST_AT_ONCE = 2 ** 30;

/** What stands in the place of the hash while it is computed. */
const PLACEHOLDER = new Uint8Array(DIGITS).fill('0'.charCodeAt(0));

/**
 * Encodes a tensor file whose metadata begin with the SHA-256 of the whole file, computed with zeros (the digit 0) in its own place.
 *
 * @example
 * ```ts
 * const bytes = encodeSealed({ metadata: { epoch: '3' }, tensors: [] });
 * isSealed(bytes); // true
 * ```
 */
export function encodeSealed({ metadata, tensors }: TensorFile): Uint8Array {
  const zeros = new TextDecoder().decode(PLACEHOLDER);
  const bytes = encodeTensorFile({ metadata: { [HASH]: zeros, ...metadata }, tensors });
  bytes.set(new TextEncoder().encode(hashOf(bytes)), AT);
  return bytes;
}

/** Whether a file names its hash, in the place where {@link encodeSealed} writes it. */
export function hasSeal(bytes: Uint8Array): boolean {
  return bytes.length > AT + DIGITS && text(bytes, LENGTH_BYTES, AT) === BEGINNING;
}

/** Whether a file is to the last bit what {@link encodeSealed} wrote. */
export function isSealed(bytes: Uint8Array): boolean {
  return hasSeal(bytes) && text(bytes, AT, AT + DIGITS) === hashOf(bytes);
}

function hashOf(bytes: Uint8Array): string {
  const hash = createHash('sha256').update(bytes.subarray(0, AT)).update(PLACEHOLDER);
  for (let at = AT + DIGITS; at < bytes.length; at += MOST_AT_ONCE) {
    hash.update(bytes.subarray(at, at + MOST_AT_ONCE));
  }
  return hash.digest('hex');
}

/** Each byte as the character of its number. */
function text(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}
