/** How a number is stored. */
export interface NumberType {
  /** Bytes of a number. */
  bytes: number;
  /** Reads the number at an offset in bytes. */
  read(view: DataView, offset: number): number;
}

type Kind = 'float' | 'bfloat' | 'int' | 'uint' | 'bool';

/**
 * A type of number.
 *
 * @param kind floating point (IEEE 754, or bfloat16), signed or unsigned whole numbers, or bytes that are 0 or not
 * @param bytes of a number
 * @param little whether the lowest byte comes first
 * @returns undefined where there is no such type
 *
 * @example
 * ```ts
 * numberType('float', 4, true)!.read(view, 0);
 * ```
 */
export function numberType(kind: Kind, bytes: number, little: boolean): NumberType | undefined {
  const read = readers[`${kind}${8 * bytes}`];
  return read && { bytes, read: (view, offset) => read(view, offset, little) };
}

const readers: Partial<Record<string, (view: DataView, offset: number, little: boolean) => number>> = {
  float16: (view, offset, little) => float16(view.getUint16(offset, little)),
  float32: (view, offset, little) => view.getFloat32(offset, little),
  float64: (view, offset, little) => view.getFloat64(offset, little),
  bfloat16: (view, offset, little) => bfloat16(view.getUint16(offset, little)),
  int8: (view, offset) => view.getInt8(offset),
  int16: (view, offset, little) => view.getInt16(offset, little),
  int32: (view, offset, little) => view.getInt32(offset, little),
  int64: (view, offset, little) => Number(view.getBigInt64(offset, little)),
  uint8: (view, offset) => view.getUint8(offset),
  uint16: (view, offset, little) => view.getUint16(offset, little),
  uint32: (view, offset, little) => view.getUint32(offset, little),
  uint64: (view, offset, little) => Number(view.getBigUint64(offset, little)),
  bool8: (view, offset) => Math.min(1, view.getUint8(offset)),
};

/** A number of 16 bits by IEEE 754: 1 bit for the sign, 5 for the exponent, 10 for the fraction. */
function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

const word = new DataView(new ArrayBuffer(4));

/** A number of 16 bits that are the upper half of a float32. */
function bfloat16(bits: number): number {
  word.setUint32(0, bits * 65536);
  return word.getFloat32(0);
}
