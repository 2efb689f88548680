import { quoted, shownName } from '../../data/text/quoted';
import { isObject } from '../../log/log-fields';
import type { FileBytes } from '../reading/file-bytes';
import { type NumberType, numberType } from './number-types';
import { type StoredArray, sizeOf } from './stored-array';

const types: Partial<Record<string, NumberType | undefined>> = {
  F16: numberType('float', 2, true),
  BF16: numberType('bfloat', 2, true),
  F32: numberType('float', 4, true),
  F64: numberType('float', 8, true),
  I8: numberType('int', 1, true),
  I16: numberType('int', 2, true),
  I32: numberType('int', 4, true),
  I64: numberType('int', 8, true),
  U8: numberType('uint', 1, true),
  U16: numberType('uint', 2, true),
  U32: numberType('uint', 4, true),
  U64: numberType('uint', 8, true),
  BOOL: numberType('bool', 1, true),
};

/** The format allows no longer header. */
const MOST_HEADER_BYTES = 100_000_000;

/**
 * Lists the arrays of a file in the safetensors format.
 *
 * @param file the file
 * @returns the arrays, whose numbers are read later
 * @throws Error where the file is damaged or none of that format; its text is a clause without a full stop
 * @see https://github.com/huggingface/safetensors#format
 *
 * @example
 * ```ts
 * const arrays = await withFileBytes('features.safetensors', readSafetensors);
 * ```
 */
export async function readSafetensors(file: FileBytes): Promise<StoredArray[]> {
  const notOne = 'it is no safetensors file, or cut short';
  if (file.length < 8) throw new Error(notOne);
  const headerBytes = (await file.read(0, 8)).readBigUInt64LE(0);
  if (headerBytes > MOST_HEADER_BYTES || 8 + Number(headerBytes) > file.length) throw new Error(notOne);
  const start = 8 + Number(headerBytes);
  const text = (await file.read(8, start)).toString('utf8');
  const header = parsed(text);
  if (!isObject(header)) throw new Error(notOne);
  const { __metadata__: _, ...entries } = header;
  // Of two entries of one name JSON keeps the last without a word.
  const written = text.match(/"data_offsets"\s*:\s*\[/g)?.length ?? 0;
  const arrays = Object.entries(entries).map(([name, entry]) => storedArray(file, start, name, entry));
  if (written > arrays.length) throw new Error('its header names an array twice');
  assertFilled(arrays, file.length - start);
  return arrays;
}

/** An array with the place of its bytes behind the header. */
type Placed = StoredArray & { from: number; to: number };

/** The format asks that the arrays fill the file: each byte belongs to one. */
function assertFilled(arrays: readonly Placed[], length: number): void {
  let end = 0;
  for (const { name, from, to } of arrays.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== end)
      throw new Error(`its header is damaged: ${quoted(name)} begins at byte ${from}, not ${end}`);
    end = to;
  }
  if (end < length) throw new Error(`it has ${length - end} bytes behind its last array`);
}

function storedArray(file: FileBytes, start: number, name: string, entry: unknown): Placed {
  const { dtype, shape, data_offsets: offsets } = isObject(entry) ? entry : {};
  if (typeof dtype !== 'string' || !isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
    throw new Error(`its header is damaged at ${quoted(name)}`);
  }
  const type = Object.hasOwn(types, dtype) ? types[dtype] : undefined;
  const [from, to] = offsets as [number, number];
  if (start + to > file.length) throw new Error(`it is cut short: it ends before ${quoted(name)} does`);
  if (from > to || (type && to - from !== sizeOf(shape) * type.bytes)) {
    throw new Error(
      `its header is damaged at ${quoted(name)}: shape ${quoted(shape)} of ${shownName(dtype)} does not have ${to - from} bytes`,
    );
  }
  return {
    name,
    shape,
    type,
    typeName: shownName(dtype),
    fortran: false,
    from,
    to,
    bytes: () => file.read(start + from, start + to),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
