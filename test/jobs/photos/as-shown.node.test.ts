import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { type Decoder, loadDecoder } from '../../../src/jobs/photos/reading/load-decoder';
import { picture } from '../support/photo-set';

const [WIDTH, HEIGHT] = [30, 20];
const decode = await loadDecoder(undefined, { asShown: true });

/** What a decoder makes of a file: `[height, width, 3]`. */
async function decoded(bytes: Buffer, decoder: Decoder = decode) {
  let pixels = Buffer.alloc(0);
  const { width, height } = await decoder(bytes, (width, height) => {
    pixels = Buffer.alloc(width * height * 4);
    return pixels;
  });
  return { width, height, pixels: pixels.filter((_, i) => i % 4 < 3) };
}

function largestDifference(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((largest, level, i) => Math.max(largest, Math.abs(level - b[i]!)), 0);
}

const raw = (data: Uint8Array, width: number, height: number, channels: 1 | 3 | 4 = 3) =>
  sharp(data, { raw: { width, height, channels } });
const upright = await picture(WIDTH, HEIGHT).raw().toBuffer();

/** Where the pixel in a stored row and column is shown, by Table 6 of the EXIF standard: what row 0 and column 0 are. */
const shownAt: Record<number, (row: number, column: number) => [y: number, x: number]> = {
  1: (row, column) => [row, column],
  2: (row, column) => [row, WIDTH - 1 - column],
  3: (row, column) => [HEIGHT - 1 - row, WIDTH - 1 - column],
  4: (row, column) => [HEIGHT - 1 - row, column],
  5: (row, column) => [column, row],
  6: (row, column) => [column, WIDTH - 1 - row],
  7: (row, column) => [HEIGHT - 1 - column, WIDTH - 1 - row],
  8: (row, column) => [HEIGHT - 1 - column, row],
};

/** The picture as a camera stores it that was held in some way. */
function storedFor(orientation: number): Sharp {
  const [width, height] = orientation < 5 ? [WIDTH, HEIGHT] : [HEIGHT, WIDTH];
  const pixels = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [y, x] = shownAt[orientation]!(row, column);
      pixels.set(upright.subarray(3 * (y * WIDTH + x), 3 * (y * WIDTH + x) + 3), 3 * (row * width + column));
    }
  }
  return raw(pixels, width, height).withMetadata({ orientation });
}

const formats: Record<string, [encode: (image: Sharp) => Sharp, tolerance: number]> = {
  JPEG: [(image) => image.jpeg({ quality: 100, chromaSubsampling: '4:4:4' }), 12],
  PNG: [(image) => image.png(), 0],
  WebP: [(image) => image.webp({ lossless: true }), 0],
  TIFF: [(image) => image.tiff({ compression: 'none' }), 0],
  AVIF: [(image) => image.avif({ lossless: true, chromaSubsampling: '4:4:4' }), 3],
};

describe.each(Object.entries(formats))('a %s', (_, [encode, tolerance]) => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('with EXIF orientation %i is turned upright', async (orientation) => {
    const { width, height, pixels } = await decoded(await encode(storedFor(orientation)).toBuffer());
    expect([width, height]).toEqual([WIDTH, HEIGHT]);
    expect(largestDifference(pixels, upright)).toBeLessThanOrEqual(tolerance);
  });
});

test('the papers’ jobs do not turn', async () => {
  const bytes = await storedFor(6).png().toBuffer();
  expect(await decoded(bytes, await loadDecoder())).toMatchObject({ width: HEIGHT, height: WIDTH });
});

describe('transparency', () => {
  /** Red with alpha 0, 51, 128, 255, on white by hand. */
  const rgba = Uint8Array.from([0, 51, 128, 255].flatMap((alpha) => [200, 0, 0, alpha]));
  const onWhite = [0, 51, 128, 255].flatMap((alpha) =>
    [200, 0, 0].map((level) => Math.round(255 + ((level - 255) * alpha) / 255)),
  );

  test.each<[string, (image: Sharp) => Sharp]>([
    ['PNG', (image) => image.png()],
    ['PNG of 16 bits', (image) => image.toColourspace('rgb16').png()],
    ['WebP', (image) => image.webp({ lossless: true, exact: true })],
    ['TIFF', (image) => image.tiff({ compression: 'none' })],
  ])('of a %s lies on white', async (_, encode) => {
    const { pixels } = await decoded(await encode(raw(rgba, 4, 1, 4)).toBuffer());
    expect(largestDifference(pixels, Uint8Array.from(onWhite))).toBeLessThanOrEqual(1);
  });

  test.each<[string, (image: Sharp) => Sharp]>([
    ['PNG with a palette', (image) => image.png({ palette: true })],
    ['GIF', (image) => image.gif()],
  ])('of a %s lies on white', async (_, encode) => {
    const half = Uint8Array.from([0, 0, 0, 0, 200, 0, 0, 255]);
    const { pixels } = await decoded(await encode(raw(half, 2, 1, 4)).toBuffer());
    expect(largestDifference(pixels, Uint8Array.of(255, 255, 255, 200, 0, 0))).toBeLessThanOrEqual(4);
  });

  test('of an AVIF lies on white', async () => {
    const image = raw(new Uint8Array(16 * 16 * 4), 16, 16, 4);
    const { pixels } = await decoded(await image.avif({ lossless: true }).toBuffer());
    expect(largestDifference(pixels, new Uint8Array(16 * 16 * 3).fill(255))).toBeLessThanOrEqual(1);
  });

  test('is dropped in the papers’ jobs', async () => {
    const bytes = await raw(Uint8Array.of(200, 0, 0, 0), 1, 1, 4)
      .png()
      .toBuffer();
    expect([...(await decoded(bytes, await loadDecoder())).pixels]).toEqual([200, 0, 0]);
  });
});

describe('colours', () => {
  test.each<[string, (image: Sharp) => Sharp, number]>([
    ['PNG with a palette', (image) => image.png({ palette: true, colours: 256 }), 40],
    ['PNG of 16 bits', (image) => image.toColourspace('rgb16').png(), 1],
    ['AVIF', (image) => image.avif({ lossless: true, chromaSubsampling: '4:4:4' }), 3],
    ['WebP', (image) => image.webp({ lossless: true }), 0],
    ['GIF', (image) => image.gif(), 40],
    ['PNG in Display P3', (image) => image.withIccProfile('p3').png(), 6],
  ])('of a %s are red, green and blue', async (_, encode, tolerance) => {
    const bytes = await encode(raw(upright, WIDTH, HEIGHT)).toBuffer();
    const { pixels } = await decoded(bytes);
    expect(largestDifference(pixels, upright)).toBeLessThanOrEqual(tolerance);
  });

  test.each<[string, (image: Sharp) => Sharp]>([
    ['grey JPEG', (image) => image.jpeg({ quality: 100 })],
    ['grey PNG', (image) => image.png()],
    ['grey PNG of 16 bits', (image) => image.toColourspace('grey16').png()],
  ])('of a %s are grey', async (_, encode) => {
    const grey = Uint8Array.from({ length: 64 }, (_, i) => 4 * i);
    const { pixels } = await decoded(await encode(raw(grey, 8, 8, 1).toColourspace('b-w')).toBuffer());
    expect(pixels.length).toBe(3 * grey.length);
    const expected = Uint8Array.from(pixels, (_, i) => grey[Math.floor(i / 3)]!);
    expect(largestDifference(pixels, Uint8Array.from(expected))).toBeLessThanOrEqual(2);
  });

  test.each<[string, (image: Sharp) => Sharp]>([
    ['with', (image) => image.withIccProfile('cmyk')],
    ['without', (image) => image],
  ])('of a CMYK JPEG %s a profile are those that are printed', async (_, profile) => {
    // Inks cannot print every colour of a screen, so these are muted.
    const muted = upright.map((level) => 80 + level / 3);
    const image = raw(muted, WIDTH, HEIGHT).toColourspace('cmyk');
    const bytes = await profile(image).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
    expect((await sharp(bytes).metadata()).space).toBe('cmyk');
    expect(largestDifference((await decoded(bytes)).pixels, muted)).toBeLessThanOrEqual(25);
  });

  test('of a profile are converted, in the papers’ jobs they are not', async () => {
    const bytes = await raw(upright, WIDTH, HEIGHT).withIccProfile('p3').png().toBuffer();
    const { pixels } = await decoded(bytes, await loadDecoder());
    expect(largestDifference(pixels, upright)).toBeGreaterThan(20);
  });
});

test.each(['gif', 'webp'] as const)('of an animated %s the first picture is read', async (format) => {
  const frames = Buffer.concat([Buffer.alloc(8 * 8 * 3, 250), Buffer.alloc(8 * 8 * 3, 10)]);
  const animation = sharp(frames, { raw: { width: 8, height: 16, channels: 3, pageHeight: 8 } });
  const bytes = await animation[format]({ loop: 0, delay: [100, 100] }).toBuffer();
  expect((await sharp(bytes, { animated: true }).metadata()).pages).toBe(2);
  const { width, height, pixels } = await decoded(bytes);
  expect([width, height]).toEqual([8, 8]);
  expect(Math.min(...pixels)).toBeGreaterThan(240);
});

test('a drawing of more pixels than a photograph has is made smaller', { timeout: 60_000 }, async () => {
  const [width, height] = [16_384, 8_200];
  const huge = sharp({
    create: { width, height, channels: 3, background: '#c80000' },
    limitInputPixels: false,
  });
  const bytes = await huge.png({ compressionLevel: 1 }).toBuffer();
  const { pixels, ...size } = await decoded(bytes);
  expect(size).toEqual({ width: 4096, height: 2050 });
  expect([...pixels.subarray(0, 3)]).toEqual([200, 0, 0]);
  await expect(decoded(bytes, await loadDecoder())).rejects.toThrow('exceeds pixel limit');
});

describe('what cannot be decoded is refused', () => {
  test.each<[string, (image: Sharp) => Sharp]>([
    ['JPEG', (image) => image.jpeg()],
    ['PNG', (image) => image.png()],
    ['WebP', (image) => image.webp()],
    ['GIF', (image) => image.gif()],
    ['AVIF', (image) => image.avif()],
  ])('a %s whose end is missing', async (_, encode) => {
    const bytes = await encode(picture(200, 150)).toBuffer();
    for (const part of [0.3, 0.6, 0.9]) {
      const start = bytes.subarray(0, Math.floor(bytes.length * part));
      await expect(decoded(start)).rejects.toThrow(/^cannot be decoded \(.+\)$/s);
    }
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(1000)],
    ['the first bytes of a PNG', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')],
  ])('%s', async (_, bytes) => {
    await expect(decoded(bytes)).rejects.toThrow('cannot be decoded (');
  });

  test('a header that claims more pixels than any camera has', async () => {
    const bytes = await picture(30, 20).png().toBuffer();
    bytes.writeUInt32BE(60_000, 16);
    bytes.writeUInt32BE(60_000, 20);
    await expect(decoded(bytes)).rejects.toThrow(/^cannot be decoded \(.*/s);
  });
});
