/** The bytes of several parts, one after the other. */
export function joinedBytes(
  parts: ArrayBuffer | ArrayBufferView | readonly (ArrayBuffer | ArrayBufferView)[] | undefined,
): Uint8Array<ArrayBuffer> {
  const all = [parts ?? []].flat().map((part) => {
    return ArrayBuffer.isView(part)
      ? new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
      : new Uint8Array(part as ArrayBuffer);
  });
  const joined = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of all) {
    joined.set(part, end);
    end += part.length;
  }
  return joined;
}
