/** How a JPEG is damaged, and what PIL 13.0 (libjpeg-turbo) makes of it. */
export interface Damage {
  /** Whether PIL's `Image.open(…).convert('RGB')` reads it, with or without a warning, or raises an error. */
  pil: 'reads' | 'refuses';
  /** Where this is another: PIL looks at the markers before the picture by itself, and stops at some that libjpeg passes over. */
  here?: 'reads';
  damage(bytes: Buffer): Buffer;
}

const junk = (bytes: number) => Buffer.alloc(bytes, 0x41);
const marker = (code: number) => Buffer.from([0xff, code]);

/** The markers of a file up to its first scan. */
function markers(bytes: Buffer): { code: number; at: number; length: number }[] {
  const found = [];
  for (let at = 2; ; ) {
    const [code, length] = [bytes[at + 1]!, bytes.readUInt16BE(at + 2)];
    found.push({ code, at, length });
    if (code === 0xda) return found;
    at += 2 + length;
  }
}

const find = (bytes: Buffer, ...codes: number[]) => markers(bytes).find(({ code }) => codes.includes(code))!;
const frame = (bytes: Buffer) => find(bytes, 0xc0, 0xc2).at;
const tables = (bytes: Buffer) => find(bytes, 0xc4).at;
const quantisation = (bytes: Buffer) => find(bytes, 0xdb).at;
const scan = (bytes: Buffer) => markers(bytes).at(-1)!.at;
/** The place at a part of the scan's data. */
function inScan(bytes: Buffer, part: number): number {
  const { at, length } = markers(bytes).at(-1)!;
  const start = at + 2 + length;
  return start + Math.floor((bytes.length - 2 - start) * part);
}

const insert = (bytes: Buffer, at: number, more: Buffer) =>
  Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
const remove = (bytes: Buffer, at: number, length: number) =>
  Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
function write(bytes: Buffer, at: number, other: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  other.copy(copy, at);
  return copy;
}
const heightBy = (change: number) => (bytes: Buffer) => {
  const copy = Buffer.from(bytes);
  const at = frame(bytes) + 5;
  copy.writeUInt16BE(copy.readUInt16BE(at) + change, at);
  return copy;
};

/** Damages of a JPEG with one scan. */
export const damages: Readonly<Record<string, Damage>> = {
  'none at all': { pil: 'reads', damage: (b) => b },
  'eleven stray bytes before the end marker': {
    pil: 'reads',
    damage: (b) => insert(b, b.length - 2, junk(11)),
  },
  'eleven stray bytes before the frame': { pil: 'reads', damage: (b) => insert(b, frame(b), junk(11)) },
  'eleven stray bytes before the tables': { pil: 'reads', damage: (b) => insert(b, tables(b), junk(11)) },
  'eleven stray bytes before the scan': { pil: 'reads', damage: (b) => insert(b, scan(b), junk(11)) },
  'eleven stray bytes before the first marker': {
    pil: 'refuses',
    here: 'reads',
    damage: (b) => insert(b, 2, junk(11)),
  },
  'fill bytes before a marker': { pil: 'reads', damage: (b) => insert(b, tables(b), Buffer.alloc(5, 0xff)) },
  'a stuffed zero before a marker': { pil: 'reads', damage: (b) => insert(b, quantisation(b), marker(0)) },
  'a restart marker before the tables': {
    pil: 'reads',
    damage: (b) => insert(b, quantisation(b), marker(0xd0)),
  },
  'a TEM marker before the tables': {
    pil: 'refuses',
    here: 'reads',
    damage: (b) => insert(b, quantisation(b), marker(0x01)),
  },
  'bytes behind the end': { pil: 'reads', damage: (b) => Buffer.concat([b, junk(100)]) },
  'a second picture behind the end': { pil: 'reads', damage: (b) => Buffer.concat([b, b]) },
  'a cut at half of the scan': { pil: 'refuses', damage: (b) => b.subarray(0, inScan(b, 0.5)) },
  'a cut at 95 % of the scan': { pil: 'refuses', damage: (b) => b.subarray(0, inScan(b, 0.95)) },
  'a cut right behind the head of the scan': { pil: 'refuses', damage: (b) => b.subarray(0, inScan(b, 0)) },
  'a cut in the tables': { pil: 'refuses', damage: (b) => b.subarray(0, tables(b) + 9) },
  'the end marker missing': { pil: 'refuses', damage: (b) => b.subarray(0, b.length - 2) },
  'half of the end marker missing': { pil: 'refuses', damage: (b) => b.subarray(0, b.length - 1) },
  'stray bytes and a cut': {
    pil: 'refuses',
    damage: (b) => insert(b, scan(b), junk(11)).subarray(0, inScan(b, 0.6)),
  },
  'an end marker in the scan': { pil: 'reads', damage: (b) => write(b, inScan(b, 0.5), marker(0xd9)) },
  'a restart marker in the scan': { pil: 'reads', damage: (b) => write(b, inScan(b, 0.5), marker(0xd3)) },
  'a start marker in the scan': { pil: 'refuses', damage: (b) => write(b, inScan(b, 0.5), marker(0xd8)) },
  'a scan marker in the scan': { pil: 'refuses', damage: (b) => write(b, inScan(b, 0.5), marker(0xda)) },
  'a frame marker in the scan': { pil: 'refuses', damage: (b) => write(b, inScan(b, 0.5), marker(0xc0)) },
  'an unknown marker in the scan': { pil: 'refuses', damage: (b) => write(b, inScan(b, 0.5), marker(0x8a)) },
  'zeros in the scan': { pil: 'reads', damage: (b) => write(b, inScan(b, 0.5), Buffer.alloc(200)) },
  'bytes of the scan missing': { pil: 'reads', damage: (b) => remove(b, inScan(b, 0.5), 50) },
  'another revision of JFIF': {
    pil: 'reads',
    damage: (b) => insert(b, 2, Buffer.from('\xff\xe0\0\x10JFIF\0\x09\x01\0\0\x01\0\x01\0\0', 'latin1')),
  },
  'more rows than the scan has': { pil: 'reads', damage: heightBy(64) },
  'fewer rows than the scan has': { pil: 'reads', damage: heightBy(-64) },
  'no quantisation tables': {
    pil: 'refuses',
    damage: (b) => remove(b, quantisation(b), 2 + find(b, 0xdb).length),
  },
  'a damaged Huffman table': {
    pil: 'refuses',
    damage: (b) => write(b, tables(b) + 5, Buffer.from([255, 255])),
  },
  'two start markers': { pil: 'refuses', damage: (b) => insert(b, 2, marker(0xd8)) },
  'a byte before the start marker': { pil: 'refuses', damage: (b) => insert(b, 0, Buffer.alloc(1)) },
};
