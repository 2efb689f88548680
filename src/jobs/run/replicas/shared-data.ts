/** From this many bytes on, a copy for each thread costs more than memory that they share. */
const LEAST_BYTES = 65_536;

/**
 * Plain data with its large arrays of numbers in memory that threads share, so that it can be sent to many of them and is there once. All
 * else is what it was.
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
    const view = sharedView(value);
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

/** A typed array in shared memory; a small one as it is. */
function sharedView(view: ArrayBufferView): ArrayBufferView {
  const { buffer, byteOffset, byteLength } = view;
  if (byteLength < LEAST_BYTES || view instanceof DataView || !(buffer instanceof ArrayBuffer)) return view;
  const memory = new SharedArrayBuffer(byteLength);
  new Uint8Array(memory).set(new Uint8Array(buffer, byteOffset, byteLength));
  const Kind = (view instanceof Buffer ? Uint8Array : view.constructor) as new (
    memory: SharedArrayBuffer,
  ) => ArrayBufferView;
  return new Kind(memory);
}
