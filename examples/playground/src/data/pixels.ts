/** Height and width of the user's pictures for a network from scratch, in pixels. */
export const OWN_SIDE = 32;

/** How a picture becomes what a classifier takes: `docs/classifiers.md` says it of every classifier. */
export interface PictureForm {
  height: number;
  width: number;
  /** Pixels of the shorter side before the centre is cut out. */
  shorterSide: number;
}

/** What can be painted: a decoded picture, a canvas, or the picture of a camera. */
export type Paintable = ImageBitmap | OffscreenCanvas | HTMLCanvasElement;

/**
 * Decodes a picture, turned as its EXIF says.
 *
 * @returns undefined where the browser does not read the file as a picture
 */
export function decoded(file: Blob): Promise<ImageBitmap | undefined> {
  return createImageBitmap(file).catch(() => undefined);
}

/**
 * Paints what a classifier takes of a picture: its centre, on white. It is what the code of a classifier's card does, so a page with that
 * code gives a classifier the same pixels.
 */
export function painted(picture: Paintable, { height, width, shorterSide }: PictureForm): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  const [coveredWidth, coveredHeight] = height === width ? [shorterSide, shorterSide] : [width, height];
  const scale = Math.max(coveredWidth / picture.width, coveredHeight / picture.height);
  const [w, h] = [Math.trunc(picture.width * scale), Math.trunc(picture.height * scale)];
  context.drawImage(picture, Math.round((width - w) / 2), Math.round((height - h) / 2), w, h);
  return canvas;
}

/** The pixels of {@link painted}, `[height, width, 3]`, 0..255. */
export function pixelsOfPicture(picture: Paintable, form: PictureForm): Uint8Array<ArrayBuffer> {
  const context = painted(picture, form).getContext('2d')!;
  return withoutAlpha(context.getImageData(0, 0, form.width, form.height).data);
}

/** The red, green and blue of every pixel, without its alpha. */
function withoutAlpha(rgba: Uint8ClampedArray): Uint8Array<ArrayBuffer> {
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
