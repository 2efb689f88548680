/** How many bytes of a file {@link pictureFormat} looks at. */
export const HEAD_BYTES = 64;

/** 'ftyp' behind the length of the first box, and the brand behind it, as HEIF files begin. */
const heif = (brands: string) => new RegExp(`^.{8}66747970(?:${brands})`);

/** What pictures begin with, in hexadecimal digits. */
const formats: readonly [name: string, start: RegExp][] = [
  ['JPEG', /^ffd8ff/],
  ['PNG', /^89504e470d0a1a0a/],
  ['GIF', /^474946383[79]61/],
  // 'RIFF', a length, 'WEBP'.
  ['WebP', /^52494646.{8}57454250/],
  // 'avif' or 'avis'; or 'mif1' or 'msf1', with 'avif' among the brands behind it.
  ['AVIF', heif('61766966|61766973|6d(?:69|73)6631(?:..)*61766966')],
  ['TIFF', /^(?:49492a00|4d4d002a)/],
];

/** Pictures that are not read. A user takes them for pictures, so that 'is no picture' would not be believed. */
const others: readonly [name: string, start: RegExp][] = [
  // 'heic' and its kin, 'mif1', 'msf1'.
  ['a HEIC picture', heif('6865(?:69(?:63|6d|73|78)|76(?:63|78))|6d(?:69|73)6631')],
  ['a BMP picture', /^424d.{8}00000000/],
  ['a JPEG XL picture', /^(?:ff0a|0000000c4a584c20)/],
];

/** Drawings and documents, which are text at the beginning. */
const texts: readonly [name: string, start: RegExp][] = [
  ['an SVG drawing', /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--|<!DOCTYPE svg|<svg)/],
  ['a PDF', /^%PDF-/],
];

/**
 * The format of a picture by its first bytes. The name of a file does not decide: cameras and web sites give wrong ones.
 *
 * @param head the first {@link HEAD_BYTES} bytes of a file, or fewer where it has fewer
 * @returns JPEG, PNG, GIF, WebP, AVIF or TIFF; undefined where the file is none of them
 *
 * @example
 * ```ts
 * pictureFormat(Buffer.from('GIF89a…')); // 'GIF'
 * ```
 */
export function pictureFormat(head: Buffer): string | undefined {
  return nameOf(formats, head.toString('hex'));
}

/** Why a file that has no {@link pictureFormat} is none, as the end of a sentence that begins with its path. */
export function noPictureReason(head: Buffer): string {
  if (head.length === 0) return 'is empty';
  const other = nameOf(others, head.toString('hex')) ?? nameOf(texts, head.toString('latin1'));
  if (other) return `is ${other}, which is not read; convert it to PNG or JPEG`;
  return head.every((byte) => byte === 0) ? 'holds zeros only where a picture begins' : 'is no picture';
}

/** How the names of pictures end, those that are not read among them. */
const PICTURE_NAME = /\.(?:jpe?g|jfif|png|apng|gif|webp|avif|tiff?|bmp|heic|heif|jxl|svg)$/i;

/**
 * Whether its user takes a file for a picture: by its name, or because it is one of a kind that is not read.
 *
 * @param path of the file
 * @param head the first {@link HEAD_BYTES} bytes, where they are known
 */
export function isMeantAsPicture(path: string, head?: Buffer): boolean {
  return (
    PICTURE_NAME.test(path) || (head !== undefined && nameOf(others, head.toString('hex')) !== undefined)
  );
}

function nameOf(kinds: readonly [name: string, start: RegExp][], text: string): string | undefined {
  return kinds.find(([, start]) => start.test(text))?.[0];
}
