/** Height and width that the user's images are resized to, in pixels. */
export const OWN_SIDE = 32;

/**
 * Decodes an image file and resizes its middle square.
 *
 * @returns `[side, side, 3]`, 0..255; undefined where the file is no image that the browser reads
 */
export async function squareColours(file: Blob, side: number): Promise<Uint8Array | undefined> {
  const context = new OffscreenCanvas(side, side).getContext('2d', { willReadFrequently: true })!;
  context.imageSmoothingQuality = 'high';
  if (!(await paintSquare(file, context, side))) return undefined;
  return withoutAlpha(context.getImageData(0, 0, side, side).data);
}

/**
 * Paints the middle square of an image file on a canvas.
 *
 * @returns whether the file is an image that the browser reads; nothing is painted where it is none
 */
export async function paintSquare(
  file: Blob,
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  side: number,
): Promise<boolean> {
  const image = await createImageBitmap(file).catch(() => undefined);
  if (!image) return false;
  const edge = Math.min(image.width, image.height);
  // A transparent background becomes white.
  context.fillStyle = 'white';
  context.fillRect(0, 0, side, side);
  context.imageSmoothingEnabled = true;
  context.drawImage(image, (image.width - edge) / 2, (image.height - edge) / 2, edge, edge, 0, 0, side, side);
  image.close();
  return true;
}

/** The red, green and blue of every pixel, without its alpha. */
export function withoutAlpha(rgba: Uint8ClampedArray): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4) {
    for (let c = 0; c < 3; c++) rgb[to++] = rgba[from + c]!;
  }
  return rgb;
}

/** Pixels with one or three channels as image data for a canvas. */
export function toImageData(pixels: Uint8Array, height: number, width: number): ImageData {
  const channels = pixels.length / (height * width);
  const data = new ImageData(width, height);
  for (let i = 0; i < height * width; i++) {
    for (let c = 0; c < 3; c++) data.data[4 * i + c] = pixels[i * channels + Math.min(c, channels - 1)]!;
    data.data[4 * i + 3] = 255;
  }
  return data;
}
