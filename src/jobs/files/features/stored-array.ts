import type { NumberType } from './number-types';

/** An array in a file, of which the numbers have not been read yet. */
export interface StoredArray {
  /** Its name; '' in a file that holds one array without a name. */
  name: string;
  /** Its shape. */
  shape: readonly number[];
  /** How its numbers are stored; undefined for what holds no numbers. */
  type: NumberType | undefined;
  /** What the file calls the type, for messages: '<f4', 'BF16'. */
  typeName: string;
  /** Whether the first index runs fastest, as in Fortran. */
  fortran: boolean;
  /** Reads the bytes of its numbers: as many as shape and type ask for. */
  bytes(): Promise<Uint8Array>;
}

/** How many numbers an array has. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
