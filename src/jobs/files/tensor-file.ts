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

const arrayTypes: Record<string, typeof Float32Array | typeof Int32Array> = {
  F32: Float32Array,
  I32: Int32Array,
};

interface Entry {
  dtype: string;
  shape: number[];
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
  const entries: Record<string, Entry> = {};
  let dataBytes = 0;
  for (const { name, shape, data } of tensors) {
    if (name in entries) throw new Error(`Two tensors of the file are named ${name}.`);
    entries[name] = {
      dtype: data instanceof Int32Array ? 'I32' : 'F32',
      shape,
      data_offsets: [dataBytes, dataBytes + data.byteLength],
    };
    dataBytes += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify({ __metadata__: metadata, ...entries }));
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
 * Decodes what {@link encodeTensorFile} wrote.
 *
 * @throws Error where the bytes are truncated or not such a file
 */
export function decodeTensorFile(bytes: Uint8Array): TensorFile {
  if (bytes.length < LENGTH_BYTES) throw new Error('the file is truncated');
  const headerBytes = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const start = LENGTH_BYTES + headerBytes;
  if (start > bytes.length) throw new Error('the file is truncated or not a tensor file');
  const { __metadata__: metadata = {}, ...entries } = parseHeader(bytes.subarray(LENGTH_BYTES, start));
  const tensors = Object.entries(entries as Record<string, Entry>).map(([name, entry]) => {
    const [from, to] = entry.data_offsets;
    if (start + to > bytes.length) throw new Error('the file is truncated');
    const ArrayType = arrayTypes[entry.dtype];
    if (!ArrayType) throw new Error(`tensor ${name} is of type ${entry.dtype}, neither F32 nor I32`);
    // A copy, as a typed array's offset has to be aligned and that of a file's bytes may not be.
    const data = new ArrayType(new Uint8Array(bytes.subarray(start + from, start + to)).buffer);
    return { name, shape: entry.shape, data };
  });
  return { metadata, tensors };
}

function parseHeader(bytes: Uint8Array): { __metadata__?: Record<string, string> } & Record<string, unknown> {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new Error('the file is not a tensor file');
  }
}
