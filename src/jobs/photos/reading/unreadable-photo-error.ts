/** Thrown where one photograph cannot be read, while others may. The message is the end of a sentence that begins with its path. */
export class UnreadablePhotoError extends Error {
  override readonly name = 'UnreadablePhotoError';
}
