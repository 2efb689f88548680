import { shownName } from '../../data/text/quoted';
import { type StoredArray, sizeOf } from './stored-array';

/**
 * Calls a function with each number of an array, in the order of its indices.
 *
 * @param array an array in a file
 * @param take is given the number and its place
 * @throws Error where it holds no numbers; a clause without a full stop
 *
 * @example
 * ```ts
 * await forEachNumber(array, (value, index) => { values[index] = value; });
 * ```
 */
export async function forEachNumber(
  array: StoredArray,
  take: (value: number, index: number) => void,
): Promise<void> {
  const { type, fortran, shape } = array;
  assertNumbers(array);
  const bytes = await array.bytes();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [rows = 1, columns = 1] = shape;
  const size = sizeOf(shape);
  if (!fortran || shape.length < 2) {
    for (let i = 0; i < size; i++) take(type!.read(view, i * type!.bytes), i);
    return;
  }
  for (let i = 0; i < size; i++) {
    const place = (i % columns) * rows + Math.floor(i / columns);
    take(type!.read(view, place * type!.bytes), i);
  }
}

/** Throws where an array holds no numbers; a clause without a full stop. */
export function assertNumbers({ name, type, typeName }: StoredArray): void {
  if (!type) throw new Error(`${shownName(name)} is of type ${typeName}, which is no number that is read`);
}
