import type { ImageSet } from 'mbib/jobs';

/** Mean and standard deviation of each channel, for pixels in 0..1. */
export function channelFigures({ images, channels }: ImageSet): { mean: number[]; std: number[] } {
  const pixels = images.length / channels;
  const mean = new Array<number>(channels).fill(0);
  const square = new Array<number>(channels).fill(0);
  images.forEach((byte, i) => {
    mean[i % channels]! += byte / 255 / pixels;
    square[i % channels]! += (byte / 255) ** 2 / pixels;
  });
  // The deviation of images of one colour is 0, which cannot be divided by.
  const std = square.map((value, c) => Math.sqrt(Math.max(value - mean[c]! ** 2, 1e-4)));
  return { mean, std };
}
