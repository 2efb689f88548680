import { shownName } from '../data/text/quoted';

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
  return `${shownName(file)}, ${place}: ${shownName(path)} ${reason}`;
}

/**
 * Thrown where an image of a list cannot be read and the source is not told to leave such ones out.
 *
 * @example
 * ```ts
 * import { type Batch, UnreadableImageError } from 'mbib/jobs';
 *
 * declare const batches: AsyncIterable<Batch>; // of a photoSource
 * try {
 *   for await (const { indices } of batches) console.log(indices.length);
 * } catch (error) {
 *   if (!(error instanceof UnreadableImageError)) throw error;
 *   console.log(error.image.path, error.image.reason);
 * }
 * ```
 */
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
