import { deflateSync } from 'node:zlib';
import { crc32 } from '../../data/crc32';

/** A picture of bytes, `[height, width, channels]`, with one channel (grey) or three (red, green, blue). */
export interface BytePicture {
  width: number;
  height: number;
  channels: 1 | 3;
  bytes: Uint8Array;
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const COLOUR_TYPES = { 1: 0, 3: 2 } as const;

/**
 * A picture as a PNG file.
 *
 * @see Portable Network Graphics Specification, https://www.w3.org/TR/png-3/, sections 5 and 11
 *
 * @example
 * ```ts
 * const file = png({ width: 1, height: 1, channels: 1, bytes: Uint8Array.of(255) }); // one white pixel
 * ```
 */
export function png({ width, height, channels, bytes }: BytePicture): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits a channel; no palette, no interlacing.
  header[8] = 8;
  header[9] = COLOUR_TYPES[channels];
  const row = width * channels;
  // Before each row stands how it is filtered: 0, not at all.
  const rows = new Uint8Array(height * (row + 1));
  for (let y = 0; y < height; y++) rows.set(bytes.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, check]);
}
