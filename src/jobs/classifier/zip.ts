import { joinedBytes } from '../../joined-bytes';
import { crc32 } from '../data/crc32';

const SIGNATURES = { file: 0x04034b50, entry: 0x02014b50, end: 0x06054b50 };
/** Of the format, which readers must know: 2.0. */
const VERSION = 20;
/** Names are in UTF-8. */
const FLAGS = 0x0800;
/** 1 January 1980, in the format of MS-DOS: the same files give the same bytes at any time. */
const DATE = 0x0021;

/**
 * A zip archive of some files, without compression: weights hardly become smaller.
 *
 * @param files their names may have folders, 'head/model.json'
 * @returns the bytes of the archive, as `Blob`, `File` and `fetch` take them
 * @see APPNOTE.TXT of PKWARE, Sections 4.3.7, 4.3.12 and 4.3.16
 *
 * @example
 * ```ts
 * import { zip } from 'mbib/jobs';
 *
 * const archive = zip([{ name: 'labels.json', content: '{ "labels": ["cat", "dog"] }' }]);
 * ```
 */
export function zip(
  files: readonly { readonly name: string; readonly content: string | Uint8Array }[],
): ReturnType<Uint8ArrayConstructor['of']> {
  const locals: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let start = 0;
  for (const { name, content } of files) {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    const about = { name: new TextEncoder().encode(name), length: bytes.length, crc: crc32(bytes) };
    const local = header(SIGNATURES.file, about);
    directory.push(header(SIGNATURES.entry, about, start));
    locals.push(local, bytes);
    start += local.length + bytes.length;
  }
  const length = directory.reduce((sum, entry) => sum + entry.length, 0);
  return joinedBytes([...locals, ...directory, endRecord(files.length, length, start)]);
}

/** The header of a file, or its entry in the directory, which also says where the header is. */
function header(
  signature: number,
  { name, length, crc }: { name: Uint8Array; length: number; crc: number },
  start?: number,
): Uint8Array {
  const isEntry = start !== undefined;
  const fixed = isEntry ? 46 : 30;
  const bytes = new Uint8Array(fixed + name.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, signature, true);
  const made = isEntry ? 2 : 0;
  if (isEntry) view.setUint16(4, VERSION, true);
  view.setUint16(4 + made, VERSION, true);
  view.setUint16(6 + made, FLAGS, true);
  view.setUint16(12 + made, DATE, true);
  view.setUint32(14 + made, crc, true);
  view.setUint32(18 + made, length, true);
  view.setUint32(22 + made, length, true);
  view.setUint16(26 + made, name.length, true);
  if (isEntry) view.setUint32(42, start, true);
  bytes.set(name, fixed);
  return bytes;
}

function endRecord(files: number, length: number, start: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(22));
  view.setUint32(0, SIGNATURES.end, true);
  view.setUint16(8, files, true);
  view.setUint16(10, files, true);
  view.setUint32(12, length, true);
  view.setUint32(16, start, true);
  return new Uint8Array(view.buffer);
}
