import { FLOAT_BYTES } from '../../../simd-sizes';
import type { PhotoSize } from '../reading/load-decoder';
import { photoWorkers } from '../reading/photo-workers';
import type { ListedFile } from './listed-files';

/** How many photographs the threads are given at once: enough to keep them busy, few enough to tell how far they are. */
const AT_ONCE = 256;

/** The image that is made of a photograph is not looked at, so it is as small as images can be. */
const transform = { imageSize: 4, mean: [0, 0, 0], std: [1, 1, 1] } as const;
const LENGTH = transform.imageSize ** 2 * 3;

/**
 * Decodes files in other threads.
 *
 * @param files the files
 * @param workers number of threads
 * @param onProgress called with the number of files decoded so far, and of all
 * @returns for each file its size in pixels, or why it cannot be read
 *
 * @example
 * ```ts
 * const decoded = await decodeAll(listedFiles({ train }), 3);
 * ```
 */
export async function decodeAll(
  files: readonly ListedFile[],
  workers: number,
  onProgress?: (done: number, of: number) => void,
): Promise<(PhotoSize | { reason: string })[]> {
  const decoded: (PhotoSize | { reason: string })[] = [];
  while (decoded.length < files.length) {
    const { folder } = files[decoded.length]!;
    const next = files.slice(decoded.length, decoded.length + AT_ONCE);
    const end = next.findIndex((file) => file.folder !== folder);
    const batch = end < 0 ? next : next.slice(0, end);
    const sizes = new Int32Array(shared(Int32Array.BYTES_PER_ELEMENT * 2 * batch.length));
    const unreadable = await photoWorkers(workers).read({
      folder,
      transform: { ...transform },
      paths: batch.map(({ path }) => path),
      seeds: new Uint32Array(batch.length),
      pixels: new Float32Array(shared(FLOAT_BYTES * LENGTH * batch.length)),
      sizes,
      next: new Int32Array(shared(Int32Array.BYTES_PER_ELEMENT)),
    });
    const reasons = new Map(unreadable.map(({ photo, reason }) => [photo, reason]));
    for (const i of batch.keys()) {
      const reason = reasons.get(i);
      decoded.push(reason === undefined ? { width: sizes[2 * i]!, height: sizes[2 * i + 1]! } : { reason });
    }
    onProgress?.(decoded.length, files.length);
  }
  return decoded;
}

function shared(bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(bytes);
}
