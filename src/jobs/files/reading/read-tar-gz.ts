import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { DataError } from '../../data/data-error';
import { shownName } from '../../data/text/quoted';
import { FileError } from '../atomic-file';
import { type FileBytes, withFileBytes } from './file-bytes';

const CHUNK_BYTES = 1 << 20;

/** What an archive may hold besides the wanted files: texts, headers and padding. */
const MOST_OTHER_BYTES = 1 << 24;

/** What a gzip file begins with. */
const MAGIC = Buffer.from([0x1f, 0x8b]);

/** The last four bytes of a gzip file are the length of its content, modulo this. */
const LENGTHS = 2 ** 32;

/** What {@link readTarGz} found. */
export interface TarGzContent {
  /** The wanted files, by name without folders. */
  files: Map<string, Uint8Array>;
  /** Paths of all files in the archive. */
  paths: string[];
}

const MORE_BYTES =
  'has more bytes behind the end of its gzip data: several archives one after the other, or what does not belong to one';

/** Why an archive is refused: the end of a sentence that begins with its path. */
class Refusal extends Error {}

/**
 * Some files of a tar.gz archive, read in one pass; the rest is only checked. Their sizes are known, so that nothing is unpacked that
 * does not belong to such an archive: a small one may unpack to more than the memory holds.
 *
 * @param path the archive
 * @param wanted names, without folders, of the files to return, and how many bytes each must have
 * @throws DataError where the archive is not gzip, cut short, damaged or several one after the other, where a wanted file occurs twice
 * or has another size, and where there is much more than the wanted files; the message names it
 *
 * @example
 * ```ts
 * const { files } = await readTarGz('cifar-100-binary.tar.gz', { 'train.bin': 153_700_000, 'test.bin': 30_740_000 });
 * ```
 */
export async function readTarGz(
  path: string,
  wanted: Readonly<Record<string, number>>,
): Promise<TarGzContent> {
  try {
    return await withFileBytes(path, (file) => unpack(file, wanted));
  } catch (error) {
    if (error instanceof FileError) throw new DataError(path, error.message.slice(0, -1), { cause: error });
    throw new DataError(path, `${path} ${complaint(error as NodeJS.ErrnoException)}`, { cause: error });
  }
}

async function unpack(file: FileBytes, wanted: Readonly<Record<string, number>>): Promise<TarGzContent> {
  const content: TarGzContent = { files: new Map(), paths: [] };
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  const most = Object.values(wanted).reduce((sum, size) => sum + size, MOST_OTHER_BYTES);
  let unpacked = 0;
  const counted = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      unpacked += chunk.length;
      if (unpacked > most) throw new Refusal(`is another archive: it unpacks to more than ${most} bytes`);
      yield chunk;
    }
  };
  try {
    await pipeline(chunksOf(file), gunzip, counted, reader(wanted, content));
  } catch (error) {
    // Behind a complete member, gzip looks for the next one.
    const isGzip = (await file.read(0, Math.min(2, file.length))).equals(MAGIC);
    if ((error as Error).message === 'incorrect header check' && isGzip) throw new Refusal(MORE_BYTES);
    throw error;
  }
  const last = await file.read(file.length - 4, file.length);
  if (gunzip.bytesWritten !== file.length || last.readUInt32LE(0) !== unpacked % LENGTHS)
    throw new Refusal(MORE_BYTES);
  return content;
}

async function* chunksOf(file: FileBytes): AsyncGenerator<Buffer> {
  for (let start = 0; start < file.length; start += CHUNK_BYTES) {
    yield await file.read(start, Math.min(file.length, start + CHUNK_BYTES));
  }
}

/** Takes the bytes of a tar archive and fills `content`. */
function reader(wanted: Readonly<Record<string, number>>, content: TarGzContent) {
  const entries = extract();
  entries.on('entry', (header, stream, next) => {
    // The pipeline reports it; without a listener here it would end the process too.
    stream.on('error', () => {});
    try {
      const kept = memoryFor(header, wanted, content);
      let at = 0;
      stream.on('data', (chunk) => {
        kept?.set(chunk as Buffer, at);
        at += (chunk as Buffer).length;
      });
      stream.on('end', () => next());
    } catch (error) {
      entries.destroy(error as Error);
    }
  });
  return entries;
}

/** Where the content of an entry goes; undefined where it is not wanted. */
function memoryFor(
  { name, type, size = 0 }: Header,
  wanted: Readonly<Record<string, number>>,
  { files, paths }: TarGzContent,
): Uint8Array | undefined {
  if (type !== 'file') return undefined;
  paths.push(name);
  const file = basename(name);
  if (!Object.hasOwn(wanted, file)) return undefined;
  if (files.has(file)) throw new Refusal(`holds ${shownName(file)} twice`);
  if (size !== wanted[file]) {
    throw new Refusal(
      `is another archive or a reduced one: its ${file} has ${size} bytes and must have ${wanted[file]}`,
    );
  }
  const memory = new Uint8Array(size);
  files.set(file, memory);
  return memory;
}

function complaint({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'Z_BUF_ERROR' || message === 'Unexpected end of data') return 'is cut short';
  if (message === 'incorrect header check') return 'is not a gzip archive';
  if (code?.startsWith('Z_') || /tar header/i.test(message))
    return `is damaged or not a tar.gz archive (${message})`;
  return message;
}
