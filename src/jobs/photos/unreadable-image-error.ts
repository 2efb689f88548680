/** An image of a list that cannot be read. */
export interface UnreadableImage {
  /** The list. */
  file: string;
  /** Where the image stands in it: 'line 17'. */
  place: string;
  /** Of the image, as the list has it. */
  path: string;
  /** Why, to be read after the path: 'does not exist'. */
  reason: string;
}

/** Which image of which list cannot be read, and why. */
export function describeUnreadable({ file, place, path, reason }: UnreadableImage): string {
  return `${file}, ${place}: ${path} ${reason}`;
}

/** Thrown where an image of a list cannot be read and the source is not told to leave such ones out. */
export class UnreadableImageError extends Error {
  /** Tells this error from others. */
  override readonly name = 'UnreadableImageError';

  constructor(
    /** Which image, and why. */
    readonly image: UnreadableImage,
  ) {
    super(`${describeUnreadable(image)}.`);
  }
}
