import type JpegTurbo from '@julusian/jpeg-turbo';
import type Sharp from 'sharp';
import { importOptional, type OptionalPackage, type PackageLoader } from '../files/optional-package';
import { jpegHeader } from './jpeg-header';
import { UnreadablePhotoError } from './unreadable-photo-error';

/** More than photographs have; a damaged header may claim more than there is room for. */
const MOST_PIXELS = 2 ** 27;

/** Where a decoder writes: lends `[height, width, 4]` bytes for the pixels, red first. */
export type PixelRoom = (width: number, height: number) => Buffer;

/** Width and height of a photograph in pixels. */
export interface PhotoSize {
  width: number;
  height: number;
}

/** Writes the pixels of a file to where they belong. */
export type Decoder = (bytes: Buffer, room: PixelRoom) => Promise<PhotoSize>;

/**
 * Loads what decodes photographs: libjpeg-turbo for the JPEGs that it reads, and sharp (libvips) for all others. As with
 * PIL's `Image.open(…).convert('RGB')`, grey becomes colour, transparency is dropped, colour profiles and the rotation
 * that EXIF asks for are ignored. Neither goes on after a defect in the data: where one is found, nothing is read.
 *
 * @param load for tests
 * @returns a decoder, which throws `UnreadablePhotoError` for bytes that are no photograph, or not all of one
 * @throws UnavailableError where sharp is not installed or does not load
 *
 * @example
 * ```ts
 * const decode = await loadDecoder();
 * const { width, height } = await decode(await readFile('tench.jpg'), (width, height) => canvas.photo(width, height));
 * ```
 */
export async function loadDecoder(load?: PackageLoader): Promise<Decoder> {
  const withSharp = sharpDecoder(await loadSharp(load));
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
      // sharp reads what turbo does not, or says why neither does.
      return withSharp(bytes, room);
    }
  };
}

async function loadTurbo(load?: PackageLoader): Promise<typeof JpegTurbo | undefined> {
  try {
    return await importDefault<typeof JpegTurbo>('@julusian/jpeg-turbo', { load });
  } catch {
    // Not installed, or not made for this machine: sharp reads JPEGs too.
    return undefined;
  }
}

async function loadSharp(load?: PackageLoader): Promise<typeof Sharp> {
  const sharp = await importDefault<typeof Sharp>('sharp', {
    title: 'sharp, which reads photographs,',
    load,
  });
  // Each worker decodes one photograph at a time, and none twice.
  sharp.concurrency(1);
  sharp.cache(false);
  return sharp;
}

async function importDefault<T>(name: string, options: OptionalPackage): Promise<T> {
  return ((await importOptional(name, options)) as { default: T }).default;
}

function sharpDecoder(sharp: typeof Sharp): Decoder {
  return async (bytes, room) => {
    try {
      const { data, info } = await sharp(bytes, {
        ignoreIcc: true,
        failOn: 'warning',
        limitInputPixels: MOST_PIXELS,
      })
        .toColourspace('srgb')
        .removeAlpha()
        .ensureAlpha()
        .raw({ depth: 'uchar' })
        .toBuffer({ resolveWithObject: true });
      room(info.width, info.height).set(data);
      return { width: info.width, height: info.height };
    } catch (error) {
      throw new UnreadablePhotoError(`cannot be decoded (${(error as Error).message.trim()})`);
    }
  };
}
