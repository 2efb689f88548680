import { signal } from '@preact/signals';
import { type ImageSet, pixelsOf } from 'mbib/jobs';
import { type Paintable, pixelsOfPicture, toImageData } from '../data/pixels';
import { toDigit } from '../data/to-digit';
import type { OpenForm } from './try-worker';

/** Height and width of the pad. */
export const PAD_SIDE = 256;

/** A picture that is tried. */
export interface Tried {
  /** What it is: 'a drawing', the name of a file. */
  name: string;
  /** It in full. */
  picture: Paintable;
  /** Where it is one of a set, its own pixels there. */
  own?: { set: ImageSet; index: number };
}

/** What is tried; undefined while nothing is. */
export const tried = signal<Tried | undefined>(undefined);

/**
 * What a classifier takes of a picture: the own pixels of a picture of a set where they fit; for grey ones, as the digits are, the picture
 * made as those were.
 *
 * @returns undefined where there is nothing on it
 */
export function pixelsFor({ picture, own }: Tried, form: OpenForm): Uint8Array | undefined {
  const [height, width, channels] = form.shape;
  const { set } = own ?? {};
  if (own && set!.height === height && set!.width === width && set!.channels === channels) {
    return pixelsOf(own.set, own.index).slice();
  }
  if (channels === 1) return toDigit(onPad(picture).getImageData(0, 0, PAD_SIDE, PAD_SIDE));
  return pixelsOfPicture(picture, { height, width, shorterSide: form.shorterSide });
}

/** A picture of a set as a canvas. */
export function canvasOf(set: ImageSet, index: number): OffscreenCanvas {
  const canvas = new OffscreenCanvas(set.width, set.height);
  canvas.getContext('2d')!.putImageData(toImageData(pixelsOf(set, index), set.height, set.width), 0, 0);
  return canvas;
}

/** Paints the middle of a picture as large as the pad. */
export function paintOnPad(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  picture: Paintable,
): void {
  const edge = Math.min(picture.width, picture.height);
  const [left, top] = [(picture.width - edge) / 2, (picture.height - edge) / 2];
  context.fillStyle = 'white';
  context.fillRect(0, 0, PAD_SIDE, PAD_SIDE);
  // Pictures of a few pixels show them.
  context.imageSmoothingEnabled = edge > 64;
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, left, top, edge, edge, 0, 0, PAD_SIDE, PAD_SIDE);
}

function onPad(picture: Paintable): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(PAD_SIDE, PAD_SIDE).getContext('2d', { willReadFrequently: true })!;
  paintOnPad(context, picture);
  return context;
}
