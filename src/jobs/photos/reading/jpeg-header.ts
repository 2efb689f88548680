/** What the header of a JPEG file says. */
export interface JpegHeader {
  /** In pixels. */
  width: number;
  /** In pixels. */
  height: number;
  /** Number of channels: 1 for grey, 3 for colour, 4 for CMYK. */
  components: number;
}

/**
 * Reads size and channels of a JPEG from its frame header.
 *
 * @param bytes the content of a file
 * @returns undefined where it is no JPEG, or one with more than 8 bits for a channel
 * @see ITU-T T.81, Annex B
 *
 * @example
 * ```ts
 * jpegHeader(readFileSync('tench.jpg')); // { width: 500, height: 375, components: 3 }
 * ```
 */
export function jpegHeader(bytes: Buffer): JpegHeader | undefined {
  if (bytes.length < 2 || bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 10 <= bytes.length) {
    // As libjpeg does, what does not belong before a marker is passed over.
    if (bytes[at] !== 0xff || bytes[at + 1] === 0) {
      at++;
      continue;
    }
    const marker = bytes[at + 1]!;
    if (marker === 0xff) at++;
    else if (isAlone(marker)) at += 2;
    else if (marker === 0xd8 || marker === 0xd9 || marker === 0xda) return undefined;
    else if (isFrame(marker)) {
      if (bytes[at + 4] !== 8) return undefined;
      return {
        height: bytes.readUInt16BE(at + 5),
        width: bytes.readUInt16BE(at + 7),
        components: bytes[at + 9]!,
      };
    } else at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

/** TEM and the restart markers have no length behind them. */
function isAlone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
}

function isFrame(marker: number): boolean {
  const isTable = marker === 0xc4 || marker === 0xc8 || marker === 0xcc;
  return marker >= 0xc0 && marker <= 0xcf && !isTable;
}
