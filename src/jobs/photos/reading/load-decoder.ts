import type JpegTurbo from '@julusian/jpeg-turbo';
import type Sharp from 'sharp';
import { printable } from '../../data/text/quoted';
import { importOptional, type OptionalPackage, type PackageLoader } from '../../files/optional-package';
import { jpegEnd } from './jpeg-end';
import { jpegHeader } from './jpeg-header';
import { UnreadablePhotoError } from './unreadable-photo-error';

type SharpImage = ReturnType<typeof Sharp>;

/** More pixels than a photograph has. A damaged header may ask for more than the memory holds. */
const MOST_PIXELS = 2 ** 27;

/** Drawings may have more, and a folder of one's own has some of them. These are decoded line by line and made smaller. */
const MOST_SHOWN_PIXELS = 2 ** 28;

/** The longer side in pixels that they get. */
const SHRUNK_SIDE = 4096;

/** Returns memory for the pixels of a photograph, `[height, width, 4]` bytes, red first. The decoder writes into it. */
export type PixelRoom = (width: number, height: number) => Buffer;

/** The size of a photograph. */
export interface PhotoSize {
  /** In pixels. */
  width: number;
  /** In pixels. */
  height: number;
}

/** Decodes the bytes of a photograph's file into the memory that `room` returns. */
export type Decoder = (bytes: Buffer, room: PixelRoom) => Promise<PhotoSize>;

/** Photographs as the papers read them, or as a viewer shows them. */
export interface DecoderOptions {
  /** Whether they are read as a viewer shows them on white. Default false. */
  asShown?: boolean | undefined;
}

/**
 * Loads the packages that decode photographs: libjpeg-turbo for JPEGs, where it is installed, and sharp (libvips) for all else. The
 * result is that of PIL's `Image.open(…).convert('RGB')`: grey becomes colour, transparency is dropped, colour profiles and the
 * rotation in EXIF are ignored. As there, a file with a defect is read where libjpeg goes on after a warning, and one that is cut short is
 * not read.
 *
 * With `asShown` the result is what a viewer shows on white: turned as EXIF says, transparency on white, colours converted to sRGB
 * by the profile of the file (CMYK without one by a usual one), the first picture of an animation. sharp alone reads it then. A
 * picture of more than 2²⁷ pixels, up to 2²⁸, becomes one with a longer side of 4,096.
 *
 * @param load loads a package; tests give another one
 * @returns a decoder, which throws `UnreadablePhotoError` for bytes that are no photograph or an incomplete one
 * @throws UnavailableError where sharp is not installed or does not load
 *
 * @example
 * ```ts
 * const decode = await loadDecoder();
 * const { width, height } = await decode(await readFile('tench.jpg'), (width, height) => canvas.photo(width, height));
 * ```
 */
export async function loadDecoder(
  load?: PackageLoader,
  { asShown = false }: DecoderOptions = {},
): Promise<Decoder> {
  const sharp = await loadSharp(load);
  if (asShown) return sharpDecoder((bytes) => shown(sharp, bytes));
  const withSharp = sharpDecoder(async (bytes) => stored(sharp, bytes));
  const turbo = await loadTurbo(load);
  if (!turbo) return withSharp;
  return async (bytes, room) => {
    const header = jpegHeader(bytes);
    if (!header || header.components === 4) return withSharp(bytes, room);
    const { width, height } = header;
    if (width * height > MOST_PIXELS) {
      throw new UnreadablePhotoError(`is too large (${width} × ${height} pixels)`);
    }
    const pixels = room(width, height);
    try {
      turbo.decompressSync(bytes, pixels, { format: turbo.FORMAT_RGBX });
      return { width, height };
    } catch {
      // libjpeg-turbo does not tell a warning from an error. sharp reads what can be read; if not, its message says why.
      return withSharp(bytes, room);
    }
  };
}

async function loadTurbo(load?: PackageLoader): Promise<typeof JpegTurbo | undefined> {
  try {
    return await importDefault<typeof JpegTurbo>('@julusian/jpeg-turbo', { load });
  } catch {
    // It is not installed, or not built for this machine. sharp reads JPEGs, too.
    return undefined;
  }
}

async function loadSharp(load?: PackageLoader): Promise<typeof Sharp> {
  const sharp = await importDefault<typeof Sharp>('sharp', {
    title: 'sharp, which reads photographs,',
    load,
  });
  // Each worker thread decodes one photograph at a time and none twice, so more threads or a cache in sharp would be wasted.
  sharp.concurrency(1);
  sharp.cache(false);
  return sharp;
}

async function importDefault<T>(name: string, options: OptionalPackage): Promise<T> {
  return ((await importOptional(name, options)) as { default: T }).default;
}

function sharpDecoder(imageOf: (bytes: Buffer) => Promise<SharpImage>): Decoder {
  return async (bytes, room) => {
    try {
      const defect = defectOf(bytes);
      if (defect !== undefined) throw new Error(defect);
      const image = await imageOf(bytes);
      const { data, info } = await image
        .ensureAlpha()
        .raw({ depth: 'uchar' })
        .toBuffer({ resolveWithObject: true });
      room(info.width, info.height).set(data);
      return { width: info.width, height: info.height };
    } catch (error) {
      if (error instanceof UnreadablePhotoError) throw error;
      throw new UnreadablePhotoError(
        `cannot be decoded (${printable((error as Error).message.trim().split('\n')[0]!)})`,
      );
    }
  };
}

/** Why a JPEG cannot be read, as far as libvips does not find it out. */
function defectOf(bytes: Buffer): string | undefined {
  if (!isJpeg(bytes)) return undefined;
  const end = jpegEnd(bytes);
  if (end === 'cut') return 'premature end of JPEG image';
  return end === 'broken' ? 'JPEG data damaged so that libjpeg stops' : undefined;
}

function isJpeg(bytes: Buffer): boolean {
  return bytes.length > 2 && bytes.readUInt16BE(0) === 0xffd8;
}

const PNG = Buffer.from('\x89PNG', 'latin1');

/**
 * What libvips refuses, so that the same files are read as by PIL. It calls a wrong checksum of a PNG an error, and the end of a TIFF
 * that is missing no truncation.
 */
function limits(bytes: Buffer, limitInputPixels: number) {
  const isLenient = isJpeg(bytes) || bytes.subarray(0, PNG.length).equals(PNG);
  return { failOn: isLenient ? 'truncated' : 'error', limitInputPixels } as const;
}

/** The numbers that a file has, as red, green and blue. */
function stored(sharp: typeof Sharp, bytes: Buffer): SharpImage {
  return sharp(bytes, { ...limits(bytes, MOST_PIXELS), ignoreIcc: true })
    .toColourspace('srgb')
    .removeAlpha();
}

/** The picture that a viewer shows on white. One of very many pixels is made smaller while it is decoded, so that it fits. */
async function shown(sharp: typeof Sharp, bytes: Buffer): Promise<SharpImage> {
  const image = sharp(bytes, limits(bytes, MOST_SHOWN_PIXELS));
  const { width, height } = await image.metadata();
  const upright = image.autoOrient().flatten({ background: '#fff' }).toColourspace('srgb');
  if (width * height <= MOST_PIXELS) return upright;
  return upright.resize(SHRUNK_SIDE, SHRUNK_SIDE, { fit: 'inside' });
}
