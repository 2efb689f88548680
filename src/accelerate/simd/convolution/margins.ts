/**
 * Which rows of a piece of memory have been written, where parts of images are written into it one after the other, with zeros around
 * them. The zeros stay where they are as long as no part leaves rows out that an earlier one has written.
 */
export class Margins {
  private from = -1;
  private to = Number.POSITIVE_INFINITY;
  private height = 0;

  /**
   * Whether the memory must be cleared before the next part is written: rows from `firstRow` on, which may be negative, of an image.
   *
   * @param firstRow of the image, that comes first in the memory
   * @param height rows of the memory that are read
   * @param imageHeight rows of the image
   */
  mustClear(firstRow: number, height: number, imageHeight: number): boolean {
    const from = Math.max(0, -firstRow);
    const to = Math.min(height, imageHeight - firstRow);
    const kept = from <= this.from && to >= this.to && height <= this.height;
    this.from = from;
    this.to = to;
    if (!kept) this.height = height;
    return !kept;
  }
}
