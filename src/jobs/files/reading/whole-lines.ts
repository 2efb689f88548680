const LINE_END = '\n'.charCodeAt(0);

/** The lines of a log that were written to their end. */
export interface WholeLines {
  bytes: Uint8Array;
  /** Whether the last line is cut short, and left out of `bytes`: a run that was killed, or writes just now, leaves such a line. */
  isTorn: boolean;
}

/**
 * The bytes of a log without a last line that is cut short: one without a line break behind it that is no JSON.
 *
 * @example
 * ```ts
 * wholeLines(new TextEncoder().encode('{"type":"start"}\n{"type":"epo')).isTorn; // true
 * ```
 */
export function wholeLines(bytes: Uint8Array): WholeLines {
  const end = bytes.lastIndexOf(LINE_END) + 1;
  if (end === bytes.length || isJson(bytes.subarray(end))) return { bytes, isTorn: false };
  return { bytes: bytes.subarray(0, end), isTorn: true };
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
}
