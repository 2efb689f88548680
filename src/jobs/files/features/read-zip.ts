import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { constants, createInflateRaw, inflateRaw } from 'node:zlib';
import { crc32 } from '../../data/crc32';
import { shownName } from '../../data/text/quoted';
import type { FileBytes } from '../reading/file-bytes';

const inflate = promisify(inflateRaw) as unknown as (
  bytes: Buffer,
  options: object,
) => Promise<{ buffer: Buffer; engine: { bytesWritten: number } }>;

/** A file in an archive. */
export interface ZipMember {
  /** Its name. */
  name: string;
  /** Its length in bytes, unpacked, as the archive says. */
  length: number;
  /** Reads its first bytes, unpacked, without the rest: fewer than asked for where it has no more. */
  head(bytes: number): Promise<Buffer>;
  /** Reads it, and checks its length and its checksum. */
  content(): Promise<Uint8Array>;
}

/** More than a list of files takes. */
const MOST_LIST_BYTES = 2 ** 26;
/** A member that is larger and is packed to less than a 200th holds no data: it is made to fill the memory. */
const LARGE_BYTES = 2 ** 26;
const MOST_RATIO = 200;

/** The list of an archive ends with a record of 22 bytes and a comment of up to 65,535. */
const END_BYTES = 22;
const MOST_COMMENT_BYTES = 65_535;
const END = 0x06054b50;
const END_64_LOCATOR = 0x07064b50;
const END_64 = 0x06064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
/** What a field of 32 bits holds where the value stands elsewhere, in 64 bits. */
const ELSEWHERE = 0xffffffff;

/**
 * Lists the files of a zip archive, such as numpy's npz: stored or deflated, with sizes of 32 or 64 bits.
 *
 * @param file the archive
 * @returns its members in the order of the archive's list
 * @throws Error where it is no archive or damaged; its text is a clause without a full stop
 * @see APPNOTE.TXT 6.3.10, Section 4.3, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 *
 * @example
 * ```ts
 * const members = await withFileBytes('features.npz', readZip);
 * ```
 */
export async function readZip(file: FileBytes): Promise<ZipMember[]> {
  const { entries, start, end } = await findList(file);
  if (start > end || end > file.length || end - start > MOST_LIST_BYTES)
    throw new Error('its list of files is damaged');
  const list = await file.read(start, end);
  const members: ZipMember[] = [];
  for (let at = 0; members.length < entries; ) {
    if (at + 46 > list.length || list.readUInt32LE(at) !== ENTRY)
      throw new Error('its list of files is damaged');
    const names = list.readUInt16LE(at + 28);
    const extra = list.readUInt16LE(at + 30);
    const name = list.toString('utf8', at + 46, at + 46 + names);
    const place = placeOf(
      list.subarray(at, at + 46),
      list.subarray(at + 46 + names, at + 46 + names + extra),
    );
    if (members.some((member) => member.name === name)) throw new Error(`${shownName(name)} is in it twice`);
    members.push({
      name,
      length: place.size,
      head: (bytes) => headOf(file, name, place, bytes),
      content: () => contentOf(file, name, place),
    });
    at += 46 + names + extra + list.readUInt16LE(at + 32);
  }
  return members;
}

/** Where the list of the archive's files is. */
async function findList(file: FileBytes): Promise<{ entries: number; start: number; end: number }> {
  const from = Math.max(0, file.length - END_BYTES - MOST_COMMENT_BYTES);
  const tail = await file.read(from, file.length);
  let at = tail.length - END_BYTES;
  while (at >= 0 && tail.readUInt32LE(at) !== END) at--;
  if (at < 0) throw new Error('it is no zip archive, or cut short');
  if (at + END_BYTES + tail.readUInt16LE(at + 20) !== tail.length)
    throw new Error('it is cut short, or has bytes behind the end of the archive');
  const entries = tail.readUInt16LE(at + 10);
  const size = tail.readUInt32LE(at + 12);
  const start = tail.readUInt32LE(at + 16);
  const locator = at - 20;
  const is64 = entries === 0xffff || size === ELSEWHERE || start === ELSEWHERE;
  if (!is64 || locator < 0 || tail.readUInt32LE(locator) !== END_64_LOCATOR)
    return { entries, start, end: start + size };
  const record = Number(tail.readBigUInt64LE(locator + 8));
  if (record + 56 > file.length) throw new Error('its list of files is damaged');
  const end64 = await file.read(record, record + 56);
  if (end64.readUInt32LE(0) !== END_64) throw new Error('its list of files is damaged');
  const start64 = Number(end64.readBigUInt64LE(48));
  return {
    entries: Number(end64.readBigUInt64LE(32)),
    start: start64,
    end: start64 + Number(end64.readBigUInt64LE(40)),
  };
}

interface Place {
  encrypted: boolean;
  method: number;
  checksum: number;
  packed: number;
  size: number;
  local: number;
}

/** What an entry of the list says. */
function placeOf(entry: Buffer, extra: Buffer): Place {
  const wide = wideFields(extra);
  const field = (at: number) => {
    const value = entry.readUInt32LE(at);
    return value === ELSEWHERE ? (wide.shift() ?? value) : value;
  };
  // In the order in which the wide ones stand.
  const size = field(24);
  const packed = field(20);
  const local = field(42);
  const encrypted = (entry.readUInt16LE(8) & 1) === 1;
  return { encrypted, method: entry.readUInt16LE(10), checksum: entry.readUInt32LE(16), packed, size, local };
}

/** The fields of 64 bits of an entry. */
function wideFields(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    const length = Math.min(extra.readUInt16LE(at + 2), extra.length - at - 4);
    return Array.from({ length: Math.floor(length / 8) }, (_, i) =>
      Number(extra.readBigUInt64LE(at + 4 + 8 * i)),
    );
  }
  return [];
}

/** The bytes of a member as they are packed, without those that are not asked for. */
async function packedBytes(file: FileBytes, name: string, place: Place, most = Infinity): Promise<Buffer> {
  const { encrypted, method, packed, size, local } = place;
  if (encrypted) throw new Error(`${shownName(name)} in it is encrypted`);
  if (method !== 0 && method !== 8)
    throw new Error(`${shownName(name)} in it is packed by method ${method}, and 0 and 8 are read`);
  if (local + 30 > file.length) throw new Error('its list of files is damaged');
  const head = await file.read(local, local + 30);
  const start = local + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
  if (head.readUInt32LE(0) !== LOCAL || start + packed > file.length)
    throw new Error('its list of files is damaged');
  if (size > LARGE_BYTES && size > MOST_RATIO * packed)
    throw new Error(`${shownName(name)} in it has ${packed} bytes and unpacks to ${size}: features do not`);
  return file.read(start, start + Math.min(packed, most));
}

async function headOf(file: FileBytes, name: string, place: Place, most: number): Promise<Buffer> {
  // A small one is checked at once.
  if (place.size <= most) return Buffer.from(await contentOf(file, name, place));
  const bytes = await packedBytes(file, name, place, place.method === 0 ? most : 2 * most);
  if (place.method === 0) return bytes;
  const parts: Buffer[] = [];
  let length = 0;
  // What is packed may be cut here, which is no mistake of the file.
  const unpacked = Readable.from([bytes]).pipe(createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH }));
  try {
    for await (const part of unpacked) {
      parts.push(part as Buffer);
      length += (part as Buffer).length;
      if (length >= most) break;
    }
  } catch {
    throw new Error(`${shownName(name)} in it is damaged`);
  }
  return Buffer.concat(parts).subarray(0, most);
}

async function contentOf(file: FileBytes, name: string, place: Place): Promise<Uint8Array> {
  const bytes = await packedBytes(file, name, place);
  const content = place.method === 0 ? bytes : await unpacked(bytes, place.size);
  if (content?.length !== place.size || crc32(content) !== place.checksum)
    throw new Error(`${shownName(name)} in it is damaged`);
  return content;
}

/** The size is a limit, so that a damaged or a hostile archive does not fill the memory. */
async function unpacked(bytes: Buffer, size: number): Promise<Buffer | undefined> {
  try {
    const { buffer, engine } = await inflate(bytes, { maxOutputLength: Math.max(1, size), info: true });
    return engine.bytesWritten === bytes.length ? buffer : undefined;
  } catch {
    return undefined;
  }
}
