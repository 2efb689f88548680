import { rejectType, show } from '../../../checks';
import { DataError } from '../data-error';
import type { ImageSet } from '../image-set';
import { quoted } from '../text/quoted';

const SIDE = 8;
const PIXELS = SIDE * SIDE;
const CLASSES = 10;
const DARKEST = 16;

/**
 * Reads images in the format of the UCI digits: a row of comma-separated numbers for each image, 64 pixels from 0 to 16 and
 * the label.
 *
 * @param csv the rows
 * @returns the images, 8×8 pixels in grey, their pixels scaled to 0..255
 * @throws DataError where a row is not of that form; the message names the row. TypeError where `csv` is no text
 *
 * @example
 * ```ts
 * import { parseDigits } from 'mbib/jobs';
 *
 * const row = `${'0,16,'.repeat(32)}7`;
 * const digits = parseDigits(row); // one image of stripes, with the label 7
 * ```
 */
export function parseDigits(csv: string): ImageSet {
  if (typeof csv !== 'string') rejectType('csv', 'be a text', show(csv));
  // With or without a byte order mark; a line may end as on any system.
  const rows = csv
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r\n|\n|\r/);
  const images = new Uint8Array(rows.length * PIXELS);
  const labels = new Int32Array(rows.length);
  rows.forEach((row, i) => {
    const values = row.split(',').map(wholeNumber);
    const label = values.pop()!;
    if (values.length !== PIXELS || !values.every((value) => value <= DARKEST) || !(label < CLASSES)) {
      throw new DataError(
        `row ${i + 1} of the digits`,
        `Row ${i + 1} of the digits must be ${PIXELS} pixels in 0..${DARKEST} and a label in 0..${CLASSES - 1}, got ${quoted(row)}`,
      );
    }
    images.set(
      values.map((value) => Math.round((255 * value) / DARKEST)),
      i * PIXELS,
    );
    labels[i] = label;
  });
  return {
    images,
    labels,
    height: SIDE,
    width: SIDE,
    channels: 1,
    classes: CLASSES,
    classNames: Array.from({ length: CLASSES }, (_, digit) => String(digit)),
  };
}

/** A field as a number; NaN where it is none, such as a blank one. */
function wholeNumber(field: string): number {
  return /^\s*\d+\s*$/.test(field) ? Number(field) : Number.NaN;
}
