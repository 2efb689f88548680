import { quoted, shownName } from '../../data/text/quoted';
import { type NumberType, numberType } from './number-types';
import { type StoredArray, sizeOf } from './stored-array';

/** What a npy file begins with. */
const magic = Buffer.from('\x93NUMPY', 'latin1');

/** More than the header of an array needs. */
export const NPY_HEAD_BYTES = 65_536;

/** The most that numpy has. */
const MOST_DIMENSIONS = 64;

const kinds = { f: 'float', i: 'int', u: 'uint', b: 'bool' } as const;

/** Bytes of a file or of a member of an archive. */
export interface NpyBytes {
  /** How many. */
  length: number;
  /** Reads those from `start` to before `end`. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/**
 * Reads the header of an array in the npy format of numpy, versions 1 to 3.
 *
 * @param name of the array
 * @param source its bytes
 * @returns the array, whose numbers are read later
 * @throws Error where the bytes are not such an array or cut short; its text is a clause without a full stop
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *
 * @example
 * ```ts
 * const { shape } = await readNpy('', bytes);
 * ```
 */
export async function readNpy(name: string, source: NpyBytes): Promise<StoredArray> {
  const head = Buffer.from(await source.read(0, Math.min(source.length, NPY_HEAD_BYTES)));
  if (head.length < 12 || !head.subarray(0, 6).equals(magic)) throw new Error('it is not an array of numpy');
  const version = head[6]!;
  if (version < 1 || version > 3) throw new Error(`its npy version is ${version}, and 1 to 3 are read`);
  const start = version === 1 ? 10 : 12;
  const end = start + (version === 1 ? head.readUInt16LE(8) : head.readUInt32LE(8));
  if (end > head.length) throw new Error('it is cut short, or its header is damaged');
  const { typeName, fortran, shape } = parseHeader(
    head.toString(version === 3 ? 'utf8' : 'latin1', start, end),
  );
  const type = typeOf(typeName);
  const needed = sizeOf(shape) * (type?.bytes ?? 0);
  const there = source.length - end;
  if (type && needed !== there) {
    const wrong = needed > there ? 'it is cut short' : 'it has more bytes than its array';
    throw new Error(`${wrong}: shape [${shape}] of ${typeName} needs ${needed} and ${there} are there`);
  }
  return { name, shape, type, typeName, fortran, bytes: () => source.read(end, end + needed) };
}

/** The header is a literal of Python: `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`. */
function parseHeader(text: string): { typeName: string; fortran: boolean; shape: number[] } {
  const descr = /'descr'\s*:\s*(?:'([^']*)'|(\[))/.exec(text);
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text);
  const shape = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(text);
  if (!descr || !order || !shape) throw new Error('its header is damaged');
  const parts = shape[1]!.split(',').map((size) => size.replace(/L\s*$/, '').trim());
  const sizes = parts.filter((size) => size !== '');
  if (sizes.length > MOST_DIMENSIONS || !sizes.every((size) => /^\d{1,15}$/.test(size)))
    throw new Error(`its header is damaged: the shape is (${quoted(shape[1]!).slice(1, -1)})`);
  return {
    typeName: descr[1] === undefined ? 'a structure' : shownName(descr[1]),
    fortran: order[1] === 'True',
    shape: sizes.map(Number),
  };
}

function typeOf(name: string): NumberType | undefined {
  const [, order, kind, bytes] = /^([<>|=]?)([fiub])(\d+)$/.exec(name) ?? [];
  return kind === undefined
    ? undefined
    : numberType(kinds[kind as keyof typeof kinds], Number(bytes), order !== '>');
}
