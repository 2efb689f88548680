/** One photograph cannot be read, while others may well be. Its message goes on from the photograph's path. */
export class UnreadablePhotoError extends Error {
  override readonly name = 'UnreadablePhotoError';
}
