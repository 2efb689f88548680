import { weightsName } from 'mbib/jobs';

/**
 * The first sixteen digits of the SHA-256 of some bytes. The browser's own function is fast, and is missing where a page is served by
 * plain HTTP.
 */
export async function shortHash(bytes: ArrayBuffer): Promise<string> {
  if (!crypto.subtle) return shortHashOf(new Uint8Array(bytes));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The same at once, for a few bytes. */
export function shortHashOf(bytes: Uint8Array): string {
  return weightsName(bytes).slice('weights-'.length, -'.bin'.length);
}
