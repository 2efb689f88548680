import type { WasmBackend } from './module';

const ALIGNMENT = 64;

/**
 * Lends a kernel pieces of wasm memory for the duration of a call.
 *
 * @param backend whose memory it is.
 * @param sizes bytes of each piece.
 * @param use receives the address of each piece, aligned to a cache line; their contents are undefined.
 * @throws if the memory is exhausted.
 */
export function withScratch<Names extends string>(
  backend: WasmBackend,
  sizes: Record<Names, number>,
  use: (pointers: Record<Names, number>) => void,
): void {
  const names = Object.keys(sizes) as Names[];
  const rounded = (bytes: number) => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
  const total = names.reduce((sum, name) => sum + rounded(sizes[name]), ALIGNMENT);
  const start = backend.wasm._malloc(total) >>> 0;
  if (start === 0) throw new Error(`The wasm memory is exhausted: a convolution needs ${total} more bytes.`);
  try {
    let next = rounded(start);
    const pointers = {} as Record<Names, number>;
    for (const name of names) {
      pointers[name] = next;
      next += rounded(sizes[name]);
    }
    use(pointers);
  } finally {
    backend.wasm._free(start);
  }
}
