/** From this many bytes on, a copy for each thread costs more than memory that they share. */
const LEAST_BYTES = 65_536;

/** The prototypes of what a message brings to a thread as it was. What has another one, such as an instance of a class, would lose its methods. */
const plainPrototypes: ReadonlySet<unknown> = new Set<unknown>(
  [
    null,
    ...[Object, Array, Map, Set, Date, ArrayBuffer, SharedArrayBuffer, DataView],
    ...[Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array],
    ...[Float32Array, Float64Array, BigInt64Array, BigUint64Array],
  ].map((kind) => (kind as { prototype: unknown } | null)?.prototype ?? null),
);

/**
 * Whether a thread would be sent a value as it is: numbers, texts and the like, and plain objects, arrays, maps and sets of them, dates,
 * and typed arrays. Functions, symbols and instances of other classes, Node's `Buffer` among them, are not.
 */
export function isPlainData(value: unknown): boolean {
  return isPlain(value, new Set());
}

function isPlain(value: unknown, seen: Set<unknown>): boolean {
  if (typeof value === 'function' || typeof value === 'symbol') return false;
  if (typeof value !== 'object' || value === null || seen.has(value)) return true;
  seen.add(value);
  if (!plainPrototypes.has(Object.getPrototypeOf(value))) return false;
  if (ArrayBuffer.isView(value)) return true;
  if (Object.getOwnPropertySymbols(value).length > 0) return false;
  const items = value instanceof Map ? [...value.keys(), ...value.values()] : value;
  const parts = Array.isArray(items) || items instanceof Set ? [...items] : Object.values(items);
  return parts.every((part) => isPlain(part, seen));
}

/**
 * Plain data with its large arrays of numbers in memory that threads share, so that it can be sent to many of them and all have the same
 * copy, beside the one that was given. All else is what it was.
 *
 * @param value see {@link isPlainData}
 *
 * @example
 * ```ts
 * new Worker(file, { workerData: withSharedArrays({ images }) });
 * ```
 */
export function withSharedArrays<Value>(value: Value): Value {
  return shared(value, new Map()) as Value;
}

function shared(value: unknown, done: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (done.has(value)) return done.get(value);
  if (ArrayBuffer.isView(value)) {
    const view = sentView(value);
    done.set(value, view);
    return view;
  }
  if (Array.isArray(value) && !value.some((item) => typeof item === 'object')) return value;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return value;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
  done.set(value, copy);
  for (const [name, item] of Object.entries(value)) {
    (copy as Record<string, unknown>)[name] = shared(item, done);
  }
  return copy;
}

/** A typed array in shared memory; a small one as it is, or a copy where a message would take the large memory along that it is a view of. */
function sentView(view: ArrayBufferView): ArrayBufferView {
  const { buffer, byteOffset, byteLength } = view;
  if (!(buffer instanceof ArrayBuffer) || buffer.byteLength < LEAST_BYTES) return view;
  const memory = byteLength < LEAST_BYTES ? new ArrayBuffer(byteLength) : new SharedArrayBuffer(byteLength);
  new Uint8Array(memory).set(new Uint8Array(buffer, byteOffset, byteLength));
  return new (view.constructor as new (memory: ArrayBufferLike) => ArrayBufferView)(memory);
}
