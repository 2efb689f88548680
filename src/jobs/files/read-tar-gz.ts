import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { DataError } from '../data/data-error';

const CHUNK_BYTES = 1 << 20;

/** What {@link readTarGz} found. */
export interface TarGzContent {
  /** The wanted files, by name without folders. */
  files: Map<string, Uint8Array>;
  /** Paths of all files in the archive. */
  paths: string[];
}

/**
 * Some files of a tar.gz archive, read in one pass; the rest is only checked.
 *
 * @param path the archive
 * @param wanted names, without folders, of the files to return
 * @throws DataError where the archive is not gzip, cut short or damaged; the message names it
 *
 * @example
 * ```ts
 * const { files } = await readTarGz('cifar-100-binary.tar.gz', ['train.bin', 'test.bin']);
 * ```
 */
export async function readTarGz(path: string, wanted: readonly string[]): Promise<TarGzContent> {
  const files = new Map<string, Uint8Array>();
  const paths: string[] = [];
  const entries = extract();
  entries.on('entry', ({ name, type }, content, next) => {
    if (type === 'file') paths.push(name);
    const chunks: Buffer[] = [];
    const keep = type === 'file' && wanted.includes(basename(name));
    content.on('data', (chunk) => {
      if (keep) chunks.push(chunk as Buffer);
    });
    // The pipeline reports it; without a listener here it would end the process too.
    content.on('error', () => {});
    content.on('end', () => {
      if (keep) files.set(basename(name), Buffer.concat(chunks));
      next();
    });
  });
  try {
    await pipeline(
      createReadStream(path, { highWaterMark: CHUNK_BYTES }),
      createGunzip({ chunkSize: CHUNK_BYTES }),
      entries,
    );
  } catch (error) {
    throw new DataError(path, `${path} ${complaint(error as NodeJS.ErrnoException)}`, { cause: error });
  }
  return { files, paths };
}

function complaint({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'Z_BUF_ERROR' || message === 'Unexpected end of data') return 'is cut short';
  if (message === 'incorrect header check') return 'is not a gzip archive';
  if (code?.startsWith('Z_') || /tar header/i.test(message))
    return `is damaged or not a tar.gz archive (${message})`;
  return `cannot be read (${message})`;
}
