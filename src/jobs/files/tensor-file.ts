import { show } from '../../checks';
import { isObject } from '../log/log-fields';

/** An array with its name and shape, as a tensor file holds it. */
export interface StoredTensor {
  name: string;
  shape: number[];
  data: Float32Array | Int32Array;
}

/** What a tensor file holds. */
export interface TensorFile {
  metadata: Record<string, string>;
  tensors: StoredTensor[];
}

const arrayTypes = { F32: Float32Array, I32: Int32Array } as const;

/** Both types of number have four bytes. */
const NUMBER_BYTES = 4;

/** The name in the header under which the file has no tensor but its metadata. */
const METADATA = '__metadata__';

/** What the header says of a tensor. */
interface Entry {
  dtype: keyof typeof arrayTypes;
  shape: number[];
  /** Where its numbers begin and end, in bytes behind the header. */
  data_offsets: [number, number];
}

const LENGTH_BYTES = 8;

/**
 * Encodes float32 and int32 tensors in the safetensors format, so that other tools can open a checkpoint too: the header's length
 * as a little-endian uint64, a JSON header, the data.
 *
 * @see https://github.com/huggingface/safetensors#format
 *
 * @example
 * ```ts
 * const bytes = encodeTensorFile({
 *   metadata: { epoch: '3' },
 *   tensors: [{ name: 'bias', shape: [2], data: new Float32Array([1, 2]) }],
 * });
 * ```
 */
export function encodeTensorFile({ metadata, tensors }: TensorFile): Uint8Array {
  const entries = new Map<string, object>([[METADATA, metadata]]);
  let dataBytes = 0;
  for (const { name, shape, data } of tensors) {
    if (name === METADATA) throw new Error(`A tensor of the file is named ${METADATA}, as its metadata is.`);
    if (entries.has(name)) throw new Error(`Two tensors of the file are named ${name}.`);
    const dtype = data instanceof Int32Array ? 'I32' : 'F32';
    entries.set(name, {
      dtype,
      shape,
      data_offsets: [dataBytes, dataBytes + data.byteLength],
    } satisfies Entry);
    dataBytes += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  // Spaces after the JSON keep the data aligned to eight bytes, as the format asks.
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(LENGTH_BYTES + headerBytes + dataBytes).fill(
    32,
    LENGTH_BYTES,
    LENGTH_BYTES + headerBytes,
  );
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.set(json, LENGTH_BYTES);
  let offset = LENGTH_BYTES + headerBytes;
  for (const { data } of tensors) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

/**
 * Decodes what {@link encodeTensorFile} wrote. All that the header says is checked: the types, the shapes, and where in the file
 * the numbers lie.
 *
 * @throws Error where the bytes are truncated or not such a file; its text is a clause without a full stop
 */
export function decodeTensorFile(bytes: Uint8Array): TensorFile {
  if (bytes.length < LENGTH_BYTES) throw new Error('the file is truncated');
  const headerBytes = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const start = LENGTH_BYTES + headerBytes;
  if (start > bytes.length) throw new Error('the file is truncated or not a tensor file');
  const { [METADATA]: metadata = {}, ...described } = parseHeader(bytes.subarray(LENGTH_BYTES, start));
  if (!isObject(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    throw new Error('its metadata is not an object of texts');
  }
  const entries = Object.entries(described).map(([name, entry]) => ({ name, ...readEntry(name, entry) }));
  assertApart(entries);
  const tensors = entries.map(({ name, dtype, shape, data_offsets: [from, to] }): StoredTensor => {
    if (start + to > bytes.length)
      throw new Error(`the file is truncated: it ends before tensor ${name} does`);
    // A copy, as a typed array's offset has to be aligned and that of a file's bytes may not be.
    const data = new arrayTypes[dtype](new Uint8Array(bytes.subarray(start + from, start + to)).buffer);
    return { name, shape, data };
  });
  return { metadata: metadata as Record<string, string>, tensors };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new Error('the file is not a tensor file');
  }
  if (!isObject(header)) throw new Error('the file is not a tensor file');
  return header;
}

/** What the header says of a tensor, checked as far as it can be without the other tensors. */
function readEntry(name: string, entry: unknown): Entry {
  if (!isObject(entry)) throw new Error(`tensor ${name} is described by ${show(entry)}, not by an object`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string' || !Object.hasOwn(arrayTypes, dtype)) {
    throw new Error(`tensor ${name} is of type ${show(dtype)}, neither F32 nor I32`);
  }
  if (!isSizes(shape)) throw new Error(`tensor ${name} has the shape ${show(shape)}, not a list of sizes`);
  if (!isSizes(offsets) || offsets.length !== 2) {
    throw new Error(
      `tensor ${name} has the data_offsets ${show(offsets)}, not where its numbers begin and end`,
    );
  }
  const [from, to] = offsets as [number, number];
  const size = shape.reduce((product, length) => product * length, 1) * NUMBER_BYTES;
  if (to - from !== size) {
    throw new Error(
      `tensor ${name} has the shape [${shape}], which is ${size} bytes, and ${to - from} bytes of data`,
    );
  }
  return { dtype: dtype as Entry['dtype'], shape, data_offsets: [from, to] };
}

/** Throws where the numbers of two tensors share bytes. */
function assertApart(entries: readonly (Entry & { name: string })[]): void {
  const filled = entries.filter(({ data_offsets: [from, to] }) => to > from);
  const inOrder = filled.sort((a, b) => a.data_offsets[0] - b.data_offsets[0]);
  for (const [i, { name, data_offsets }] of inOrder.entries()) {
    const next = inOrder[i + 1];
    if (next && next.data_offsets[0] < data_offsets[1]) {
      throw new Error(`tensors ${name} and ${next.name} lie in the same bytes of the file`);
    }
  }
}

/** Whether a value is a list of whole numbers of at least 0. */
function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
