import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MersenneTwister } from '../../../src/jobs/data/mersenne-twister';
import { type ColourJitter, changeColours } from '../../../src/jobs/photos/colour-jitter';
import { Canvas, type Placement } from '../../../src/jobs/photos/pixels/canvas';
import { triangleWeights } from '../../../src/jobs/photos/pixels/triangle-weights';

const SIZE = 16;
const levels = { mean: [0, 0, 0], std: [1 / 255, 1 / 255, 1 / 255] };

interface Photo {
  width: number;
  height: number;
  /** `[height, width, 4]` */
  bytes: Uint8Array;
}

function noise(width: number, height: number, seed = 1): Photo {
  const random = new MersenneTwister(seed);
  return {
    width,
    height,
    bytes: Uint8Array.from({ length: width * height * 4 }, () => random.interval(255)),
  };
}

function canvasWith({ width, height, bytes }: Photo, size = SIZE): Canvas {
  const canvas = new Canvas(size);
  canvas.photo(width, height).set(bytes);
  return canvas;
}

const whole = ({ width, height }: Photo, size = SIZE): Placement => ({
  box: { left: 0, top: 0, width, height },
  width: size,
  height: size,
  left: 0,
  top: 0,
});

/** The canvas's image in grey levels. */
function image(canvas: Canvas, mirrored = false, size = SIZE): number[] {
  const pixels = new Float32Array(size * size * 3);
  canvas.normalise(levels, mirrored, pixels);
  return Array.from(pixels, Math.round);
}

/** The red, green and blue of a photograph. */
const colours = ({ bytes }: Photo) => Array.from(bytes).filter((_, i) => i % 4 < 3);

const photoAndPlacement = fc
  .record({
    width: fc.integer({ min: 1, max: 60 }),
    height: fc.integer({ min: 1, max: 60 }),
    outWidth: fc.integer({ min: SIZE, max: 40 }),
    outHeight: fc.integer({ min: SIZE, max: 40 }),
    seed: fc.nat(),
  })
  .map(({ width, height, outWidth, outHeight, seed }) => {
    const random = new MersenneTwister(seed);
    const left = random.interval(width - 1);
    const top = random.interval(height - 1);
    const box = {
      left,
      top,
      width: 1 + random.interval(width - left - 1),
      height: 1 + random.interval(height - top - 1),
    };
    const placement: Placement = {
      box,
      width: outWidth,
      height: outHeight,
      left: random.interval(outWidth - SIZE),
      top: random.interval(outHeight - SIZE),
    };
    return { photo: noise(width, height, seed), placement };
  });

/** Half a grey level each for columns and rows, and the fixed-point weights. */
const ROUNDING = 1.01;

describe('resampling', () => {
  test('leaves an image of the same size as it is', () => {
    const photo = noise(SIZE, SIZE);
    const canvas = canvasWith(photo);
    canvas.resample(whole(photo));
    expect(image(canvas)).toEqual(colours(photo));
  });

  test('keeps a constant image constant, whatever the box', () => {
    fc.assert(
      fc.property(photoAndPlacement, fc.integer({ min: 0, max: 255 }), ({ photo, placement }, level) => {
        const canvas = canvasWith({ ...photo, bytes: photo.bytes.fill(level) });
        canvas.resample(placement);
        expect(new Set(image(canvas))).toEqual(new Set([level]));
      }),
      { numRuns: 200 },
    );
  });

  test('agrees within one grey level with sums in double precision, and sees nothing outside the box', () => {
    fc.assert(
      fc.property(photoAndPlacement, ({ photo, placement }) => {
        const canvas = canvasWith(photo);
        canvas.resample(placement);
        const expected = referenceResample(photo, placement);
        const largest = Math.max(...image(canvas).map((level, i) => Math.abs(level - expected[i]!)));
        expect(largest).toBeLessThanOrEqual(ROUNDING);
      }),
      { numRuns: 200 },
    );
  });

  test('shrinks a photograph of many times the size', () => {
    const photo = noise(799, 601);
    const canvas = canvasWith(photo);
    canvas.resample(whole(photo));
    const expected = referenceResample(photo, whole(photo));
    const differences = image(canvas).map((level, i) => Math.abs(level - expected[i]!));
    expect(Math.max(...differences)).toBeLessThanOrEqual(ROUNDING);
  });

  test('takes large and small photographs in turn', () => {
    const [large, small] = [noise(400, 300), noise(9, 7)];
    const canvas = new Canvas(SIZE);
    const images = [small, large, small].map((photo) => {
      canvas.photo(photo.width, photo.height).set(photo.bytes);
      canvas.resample(whole(photo));
      return image(canvas);
    });
    expect(images[2]).toEqual(images[0]);
  });

  test('has weights that sum to 1', () => {
    const side = fc.integer({ min: 1, max: 2000 });
    fc.assert(
      fc.property(side, side, (input, output) => {
        const { weights, taps } = triangleWeights(input, output, 0, output);
        for (let i = 0; i < output; i++) {
          const sum = weights.subarray(i * taps, (i + 1) * taps).reduce((total, weight) => total + weight, 0);
          expect(Math.abs(sum - 2 ** 22)).toBeLessThanOrEqual(taps / 2);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('mirroring', () => {
  test('turns every row round', () => {
    const photo = noise(SIZE, SIZE);
    const canvas = canvasWith(photo);
    canvas.resample(whole(photo));
    const plain = image(canvas);
    const mirrored = image(canvas, true);
    const turned = plain.map((_, i) => {
      const [row, column, channel] = [Math.floor(i / (3 * SIZE)), Math.floor(i / 3) % SIZE, i % 3];
      return plain[(row * SIZE + SIZE - 1 - column) * 3 + channel];
    });
    expect(mirrored).toEqual(turned);
  });

  test('twice is nothing', () => {
    const photo = noise(SIZE, SIZE);
    const canvas = canvasWith(photo);
    canvas.resample(whole(photo));
    const mirrored = image(canvas, true);
    const again = Uint8Array.from({ length: SIZE * SIZE * 4 }, (_, i) =>
      i % 4 === 3 ? 0 : mirrored[Math.floor(i / 4) * 3 + (i % 4)]!,
    );
    canvas.photo(SIZE, SIZE).set(again);
    canvas.resample(whole(photo));
    expect(image(canvas, true)).toEqual(colours(photo));
  });
});

describe('colour changes', () => {
  const properties: (keyof ColourJitter)[] = ['brightness', 'contrast', 'saturation'];

  test.each(properties)('%s by 1 is none', (property) => {
    const photo = noise(SIZE, SIZE);
    const canvas = canvasWith(photo);
    canvas.resample(whole(photo));
    changeColours(canvas, { property, factor: 1 });
    expect(image(canvas)).toEqual(colours(photo));
  });

  test.each(properties)("%s is Pillow's arithmetic, bit for bit", (property) => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 2, noNaN: true }), fc.nat(), (factor, seed) => {
        const photo = noise(SIZE, SIZE, seed);
        const canvas = canvasWith(photo);
        canvas.resample(whole(photo));
        changeColours(canvas, { property, factor });
        expect(image(canvas)).toEqual(referenceChange(colours(photo), property, factor));
      }),
    );
  });
});

test('normalising subtracts the mean and divides by the deviation of each channel', () => {
  const photo = noise(SIZE, SIZE);
  const canvas = canvasWith(photo);
  canvas.resample(whole(photo));
  const [mean, std] = [
    [0.485, 0.456, 0.406],
    [0.229, 0.224, 0.225],
  ];
  const pixels = new Float32Array(SIZE * SIZE * 3);
  canvas.normalise({ mean: mean!, std: std! }, false, pixels);
  for (const [i, level] of colours(photo).entries()) {
    expect(pixels[i]).toBeCloseTo((level / 255 - mean![i % 3]!) / std![i % 3]!, 5);
  }
});

test.each([0, 30, 2.5])('an image size of %d is refused', (size) => {
  expect(() => new Canvas(size)).toThrow(`size must be a positive multiple of 4, got ${size}`);
});

/** Both passes of a triangle filter, straight from its definition. */
function referenceResample({ width, bytes }: Photo, { box, ...out }: Placement): number[] {
  const weight = (input: number, output: number, at: number) => {
    const scale = input / output;
    const support = Math.max(scale, 1);
    const centre = (at + 0.5) * scale;
    const each = Array.from({ length: input }, (_, x) =>
      Math.max(0, 1 - Math.abs(x + 0.5 - centre) / support),
    );
    const sum = each.reduce((total, w) => total + w, 0);
    return each.map((w) => w / sum);
  };
  const range = (count: number) => Array.from({ length: count }, (_, i) => i);
  const columns = range(SIZE).map((x) => weight(box.width, out.width, out.left + x));
  const rows = range(SIZE).map((y) => weight(box.height, out.height, out.top + y));
  const between = range(box.height).map((y) =>
    range(SIZE * 3).map((i) => {
      let sum = 0;
      for (const [x, w] of columns[Math.floor(i / 3)]!.entries()) {
        if (w > 0) sum += w * bytes[((box.top + y) * width + box.left + x) * 4 + (i % 3)]!;
      }
      return sum;
    }),
  );
  return range(SIZE).flatMap((y) =>
    range(SIZE * 3).map((i) => {
      let sum = 0;
      for (const [from, w] of rows[y]!.entries()) if (w > 0) sum += w * between[from]![i]!;
      return sum;
    }),
  );
}

/** `ImageEnhance` of Pillow, whose blend computes in single precision. */
function referenceChange(rgb: number[], property: keyof ColourJitter, factor: number): number[] {
  const grey = (i: number) => {
    const [red, green, blue] = rgb.slice(3 * Math.floor(i / 3)) as [number, number, number];
    return (19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16;
  };
  const greys = rgb.map((_, i) => grey(i));
  const mean = Math.floor(greys.reduce((sum, level) => sum + level, 0) / greys.length + 0.5);
  const degenerate = {
    brightness: () => 0,
    contrast: () => mean,
    saturation: (i: number) => greys[i]!,
  }[property];
  const single = Math.fround;
  return rgb.map((level, i) => {
    const from = degenerate(i);
    const blended = single(from + single(single(factor) * (level - from)));
    return Math.trunc(Math.min(255, Math.max(0, blended)));
  });
}
