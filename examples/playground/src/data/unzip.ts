import { strFromU8, unzipSync } from 'fflate';
import type { LeftOut } from '../state/playground-data';

/** Bounds of what an archive may hold, so that one of a few kilobytes cannot fill the memory. */
export interface UnzipBounds {
  /** Files that are unpacked. */
  files: number;
  /** Bytes of a file. */
  file: number;
  /** Bytes of all files together. */
  all: number;
}

const MEGABYTE = 2 ** 20;

/** Bounds for pictures, and for the files of a classifier. */
export const unzipBounds: UnzipBounds = { files: 20_000, file: 64 * MEGABYTE, all: 1024 * MEGABYTE };

/** The files of an archive. */
export interface Unzipped {
  files: Map<string, Uint8Array<ArrayBuffer>>;
  /** What was not unpacked; files of the system that packed it and hidden ones are passed over. */
  leftOut: LeftOut[];
}

/**
 * The files of a zip archive by their paths. The sizes that the archive states are what is unpacked at most, whatever it holds.
 *
 * @param why says of a path why it is not unpacked; undefined where it is
 * @throws Error where it is no zip archive
 */
export function unzip(
  archive: Uint8Array,
  why: (path: string) => string | undefined = () => undefined,
  bounds = unzipBounds,
): Unzipped {
  const leftOut: LeftOut[] = [];
  const found = { files: 0, bytes: 0 };
  const takes = (path: string, size: number, compression: number): boolean => {
    if (path.endsWith('/') || isHidden(path)) return false;
    const reason = why(path) ?? boundOf(size, compression, found, bounds);
    if (reason !== undefined) {
      leftOut.push({ path, why: reason });
      return false;
    }
    found.files++;
    found.bytes += size;
    return true;
  };
  try {
    const files = unzipSync(archive, {
      filter: ({ name, originalSize, size, compression }) =>
        takes(name, Math.max(originalSize, compression === 0 ? size : 0), compression),
    });
    return { files: new Map(Object.entries(files) as [string, Uint8Array<ArrayBuffer>][]), leftOut };
  } catch (cause) {
    throw new Error('The zip archive is damaged, or packed in a way that is not read here.', { cause });
  }
}

/** The text of an unpacked file. */
export function textOf(bytes: Uint8Array): string {
  return strFromU8(bytes);
}

function boundOf(
  size: number,
  compression: number,
  found: { files: number; bytes: number },
  bounds: UnzipBounds,
): string | undefined {
  if (compression !== 0 && compression !== 8) return 'it is packed in a way that is not read here';
  if (found.files >= bounds.files) return `the archive has more than ${bounds.files} pictures`;
  if (size > bounds.file) return `it is larger than ${bounds.file / MEGABYTE} MB`;
  if (found.bytes + size > bounds.all) return `the archive is larger than ${bounds.all / MEGABYTE} MB`;
  return undefined;
}

/** Whether a file is hidden, or one of those that macOS adds to archives. */
export function isHidden(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.') || part === '__MACOSX' || part === 'Thumbs.db');
}
