import { roundUp } from '../../simd-sizes';
import type { WasmBackend } from './wasm-backend';

/** Bytes of a cache line. */
const ALIGNMENT = 64;

/**
 * Allocates pieces of wasm memory, calls `use` with them, and frees them.
 *
 * @param backend whose memory it is.
 * @param sizes bytes of each piece.
 * @param use receives the address of each piece, a multiple of 64. What is in the pieces is undefined.
 * @throws if the memory is exhausted.
 */
export function withScratch<Names extends string>(
  backend: WasmBackend,
  sizes: Record<Names, number>,
  use: (pointers: Record<Names, number>) => void,
): void {
  const names = Object.keys(sizes) as Names[];
  const total = names.reduce((sum, name) => sum + roundUp(sizes[name], ALIGNMENT), ALIGNMENT);
  const start = backend.wasm._malloc(total) >>> 0;
  if (start === 0) throw new Error(`The wasm memory is exhausted: a convolution needs ${total} more bytes.`);
  try {
    let next = roundUp(start, ALIGNMENT);
    const pointers = {} as Record<Names, number>;
    for (const name of names) {
      pointers[name] = next;
      next += roundUp(sizes[name], ALIGNMENT);
    }
    use(pointers);
  } finally {
    backend.wasm._free(start);
  }
}
