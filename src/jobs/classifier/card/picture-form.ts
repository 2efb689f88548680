/** The image that a classifier takes, and how it is cut out of a picture. */
export interface ImageForm {
  /** In pixels. */
  height: number;
  /** In pixels. */
  width: number;
  /** 3 for RGB, 1 for grey. */
  channels: number;
  /** Pixels of the shorter side of a picture before its centre is cut out. */
  shorterSide: number;
}

/** What the code of a card does with a picture, in a sentence. */
export function pictureForm({ height, width, shorterSide }: ImageForm): string {
  const whole = height === width && shorterSide === height;
  const size = whole ? 'as many pixels as the image has' : `${shorterSide} pixels`;
  return (
    `A picture becomes an image in one way: transparency on white, turned as its EXIF says, its shorter side resized to ${size}, ` +
    `and the ${width} × ${height} pixels in its centre cut out.`
  );
}

/** The size that a picture is made to cover: a square of its shorter side, or an image that is none. */
export function coveredSize({ height, width, shorterSide }: ImageForm): [width: number, height: number] {
  return height === width ? [shorterSide, shorterSide] : [width, height];
}

/** Weights of red, green and blue in a grey. */
export const greyWeights = [0.299, 0.587, 0.114] as const;
