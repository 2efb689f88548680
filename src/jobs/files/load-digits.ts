import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { parseDigits } from '../data/digits/parse-digits';
import type { ImageSet } from '../data/image-set';

/** How many images the file has. */
const IMAGES = 1797;

/** More than the file has, packed or not: what is larger is another file. */
const MOST_BYTES = 2 ** 20;

/**
 * The 1,797 handwritten digits of the UCI test set, bundled: E. Alpaydin and C. Kaynak, "Optical Recognition of
 * Handwritten Digits", UCI Machine Learning Repository, 1998, https://doi.org/10.24432/C50P49, CC BY 4.0.
 *
 * @returns the images, `[1797, 8, 8, 1]`
 * @throws Error where the bundled file is missing or damaged
 *
 * @example
 * ```ts
 * import { loadDigits, longTailedDigits } from 'mbib/jobs';
 *
 * const { train, test } = longTailedDigits(loadDigits(), 0);
 * ```
 */
export function loadDigits(): ImageSet {
  const file = fileURLToPath(new URL('./digits.csv.gz', import.meta.url));
  try {
    const digits = parseDigits(unpacked(file));
    if (digits.labels.length === IMAGES) return digits;
    throw new Error(`it has ${digits.labels.length} rows, not ${IMAGES}`);
  } catch (error) {
    throw new Error(`${file}, the bundled digits, is missing or damaged: install mbib again.`, {
      cause: error,
    });
  }
}

function unpacked(file: string): string {
  const { size } = statSync(file);
  if (size > MOST_BYTES) throw new Error(`it has ${size} bytes`);
  return gunzipSync(readFileSync(file), { maxOutputLength: MOST_BYTES }).toString('utf8');
}
