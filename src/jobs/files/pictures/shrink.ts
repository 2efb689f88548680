import type { BytePicture } from './png';

/** Pixels of a picture as numbers, `[height, width, channels]`. */
export interface NumberPicture {
  width: number;
  height: number;
  channels: number;
  values: Float32Array;
}

/**
 * A picture no larger than `side` pixels each way: each pixel is the mean of those that it stands for. Smaller pictures stay as large as they
 * are. Of two channels or more than three, the first one or the first three are taken.
 *
 * @param byteOf turns a value into 0..255, by its channel; it is rounded and cut
 */
export function shrink(
  { width, height, channels, values }: NumberPicture,
  side: number,
  byteOf: (value: number, channel: number) => number,
): BytePicture {
  const scale = Math.min(1, side / Math.max(width, height));
  const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const kept = channels < 3 ? 1 : 3;
  const bytes = new Uint8Array(w * h * kept);
  for (let y = 0; y < h; y++) {
    const [top, bottom] = stretch(y, h, height);
    for (let x = 0; x < w; x++) {
      const [left, right] = stretch(x, w, width);
      for (let c = 0; c < kept; c++) {
        let sum = 0;
        for (let row = top; row < bottom; row++)
          for (let column = left; column < right; column++)
            sum += values[(row * width + column) * channels + c]!;
        const byte = Math.round(byteOf(sum / ((bottom - top) * (right - left)), c));
        bytes[(y * w + x) * kept + c] = Math.min(255, Math.max(0, byte));
      }
    }
  }
  return { width: w, height: h, channels: kept, bytes };
}

/** The pixels that a pixel of the smaller picture stands for: from, and before. */
function stretch(place: number, places: number, pixels: number): [number, number] {
  const from = Math.floor((place * pixels) / places);
  return [from, Math.max(from + 1, Math.floor(((place + 1) * pixels) / places))];
}
