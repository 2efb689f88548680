import { tmpdir } from 'node:os';
import sharp from 'sharp';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { PackageLoader } from '../../../../src/jobs/files/optional-package';
import { type Decoder, loadDecoder } from '../../../../src/jobs/photos/reading/load-decoder';
import { picture } from '../../support/photo-set';

const [WIDTH, HEIGHT] = [50, 40];

afterEach(() => {
  vi.restoreAllMocks();
});

const without =
  (...missing: string[]): PackageLoader =>
  (name) =>
    missing.includes(name)
      ? Promise.reject(
          Object.assign(new Error(`Cannot find package '${name}'`), { code: 'ERR_MODULE_NOT_FOUND' }),
        )
      : import(name);

/** What a decoder makes of a file: `[height, width, 3]`. */
async function decoded(decode: Decoder, bytes: Buffer) {
  let pixels = Buffer.alloc(0);
  const size = await decode(bytes, (width, height) => {
    pixels = Buffer.alloc(width * height * 4);
    return pixels;
  });
  return { ...size, pixels: pixels.filter((_, i) => i % 4 < 3) };
}

/** Pixels as sharp reads them, without a decoder of ours. */
async function expectedPixels(bytes: Buffer): Promise<Uint8Array> {
  return sharp(bytes).toColourspace('srgb').removeAlpha().raw({ depth: 'uchar' }).toBuffer();
}

function largestDifference(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((largest, level, i) => Math.max(largest, Math.abs(level - b[i]!)), 0);
}

const photo = () => picture(WIDTH, HEIGHT);
const formats = {
  JPEG: () => photo().jpeg(),
  'progressive JPEG': () => photo().jpeg({ progressive: true }),
  'JPEG with full colour resolution': () => photo().jpeg({ chromaSubsampling: '4:4:4' }),
  'grey JPEG': () => photo().greyscale().jpeg(),
  'CMYK JPEG': () => photo().toColourspace('cmyk').jpeg(),
  'JPEG that EXIF rotates': () => photo().withMetadata({ orientation: 6 }).jpeg(),
  PNG: () => photo().png(),
  'grey PNG': () => photo().greyscale().png(),
  'PNG with a palette': () => photo().png({ palette: true }),
  'PNG with 16 bits': () => photo().toColourspace('rgb16').png(),
  'PNG with transparency': () => photo().ensureAlpha(0.3).png(),
  WebP: () => photo().webp(),
  GIF: () => photo().gif(),
  TIFF: () => photo().tiff(),
};

describe.each([
  ['libjpeg-turbo and sharp', without()],
  ['sharp alone', without('@julusian/jpeg-turbo')],
])('%s', (_, load) => {
  test.each(Object.entries(formats))('read a %s as red, green and blue', async (_, encode) => {
    const bytes = await encode().toBuffer();
    const { width, height, pixels } = await decoded(await loadDecoder(load), bytes);
    expect([width, height]).toEqual([WIDTH, HEIGHT]);
    // libjpeg-turbo is asked for its fast transform, which is not its exact one.
    expect(largestDifference(pixels, await expectedPixels(bytes))).toBeLessThanOrEqual(8);
  });

  test.each(['JPEG', 'progressive JPEG', 'grey JPEG', 'PNG', 'WebP'] as const)(
    'read no %s whose end is missing',
    async (format) => {
      const bytes = await formats[format]().toBuffer();
      const decode = await loadDecoder(load);
      for (const part of [0.5, 0.8, 0.95]) {
        const start = bytes.subarray(0, Math.floor(bytes.length * part));
        await expect(decoded(decode, start)).rejects.toThrow(/^cannot be decoded \(.+\)$/s);
      }
    },
  );

  test.each([
    ['nothing', ''],
    ['text', 'Not a photograph.'],
    ['the first bytes of a JPEG', '\xff\xd8\xff'],
    ['a JPEG without an image', '\xff\xd8\xff\xe0\x00\x04ab\xff\xd9'],
  ])('take %s for no photograph', async (_, text) => {
    const bytes = Buffer.from(text, 'latin1');
    await expect(decoded(await loadDecoder(load), bytes)).rejects.toThrow('cannot be decoded (');
  });
});

test('a header that claims more pixels than any camera has is refused before there is room for them', async () => {
  const bytes = await photo().jpeg().toBuffer();
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  bytes.writeUInt16BE(20_000, frame + 5);
  bytes.writeUInt16BE(20_000, frame + 7);
  for (const load of [without(), without('@julusian/jpeg-turbo')]) {
    await expect(decoded(await loadDecoder(load), bytes)).rejects.toThrow(/too large|exceeds pixel limit/);
  }
});

test('without sharp, the error says what to install', async () => {
  // This repository has sharp, where the working directory is looked at, too.
  vi.spyOn(process, 'cwd').mockReturnValue(tmpdir());
  await expect(loadDecoder(without('sharp'))).rejects.toThrow(
    /^sharp, which reads photographs, is not installed\. Install it with: npm install sharp$/,
  );
});
