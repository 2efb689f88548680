import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { describe, expect, test } from 'vitest';
import { RECORD_BYTES } from '../../src/jobs/data/cifar100/parse-cifar100';
import { crc32 } from '../../src/jobs/data/crc32';
import { readFeatures } from '../../src/jobs/files/features/read-features';
import { loadCifar100 } from '../../src/jobs/files/load-cifar100';
import { encodeTensorFile } from '../../src/jobs/files/tensor-file';
import { temporaryFolder } from '../jobs/support/temporary-folder';

const sizes = { train: 3, test: 2 };
const records = (images: number) => Buffer.alloc(images * RECORD_BYTES, 7);
/** Larger than all the tests may take together. */
const HUGE = 2 ** 29;
const MOST_MEMORY = 2 ** 27;

async function written(name: string, ...parts: Uint8Array[]): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, Buffer.concat(parts));
  return path;
}

async function tar(files: [name: string, content: Buffer][]): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of files) archive.entry({ name }, content);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const whole: [string, Buffer][] = [
  ['c/train.bin', records(3)],
  ['c/test.bin', records(2)],
];

const zeros = (bytes: number) => gzipSync(Buffer.alloc(bytes), { level: constants.Z_BEST_SPEED });

/** What `read` rejects with, and that it took little memory. */
async function refusal(read: () => Promise<unknown>): Promise<string> {
  const before = process.memoryUsage();
  let most = 0;
  const watch = setInterval(() => {
    const { arrayBuffers } = process.memoryUsage();
    most = Math.max(most, arrayBuffers - before.arrayBuffers);
  }, 5);
  const error = await read().then(
    () => new Error('was not refused'),
    (reason: Error) => reason,
  );
  clearInterval(watch);
  expect(most).toBeLessThan(MOST_MEMORY);
  return error.message;
}

describe('an archive of CIFAR-100', () => {
  const refuse = async (...parts: Uint8Array[]) => {
    const path = await written('cifar.tar.gz', ...parts);
    const message = await refusal(() => loadCifar100(path, sizes));
    expect(message).toContain(path);
    return message;
  };

  test('is read where it is whole', async () => {
    const path = await written('cifar.tar.gz', gzipSync(await tar(whole)));
    expect((await loadCifar100(path, sizes)).train.labels.length).toBe(3);
  });

  test('with a train.bin that unpacks to gigabytes', async () => {
    const header = (await tar([['c/train.bin', Buffer.alloc(0)]])).subarray(0, 512);
    // The size, in octal digits, and the sum of the header's bytes.
    header.write('30000000000\0', 124, 'latin1');
    header.write('        ', 148, 'latin1');
    const sum = header.reduce((a, b) => a + b, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    const bomb = gzipSync(Buffer.concat([header, Buffer.alloc(2 ** 22)]));
    expect(await refuse(bomb)).toContain('its train.bin has 3221225472 bytes and must have 9222');
  });

  test('with gigabytes behind its files, in the same gzip data', async () => {
    const bomb = gzipSync(Buffer.concat([await tar(whole), Buffer.alloc(HUGE / 8)]));
    expect(await refuse(bomb)).toMatch(/unpacks to more than \d+ bytes/);
  });

  test.each<[string, [string, Buffer][]]>([
    ['in one folder', [...whole, whole[0]!]],
    ['in two folders', [...whole, ['d/train.bin', records(3)]]],
  ])('with two train.bin, %s', async (_, files) => {
    expect(await refuse(gzipSync(await tar(files)))).toContain('holds train.bin twice');
  });

  test.each<[string, () => Uint8Array | Promise<Uint8Array>]>([
    ['a text', () => Buffer.from('and more')],
    ['zeros', () => Buffer.alloc(100)],
    ['a byte', () => Buffer.of(31)],
    ['what begins as gzip does', () => Buffer.from([31, 139, 8, 0, 1, 2, 3])],
    ['its own last bytes', async () => gzipSync(await tar(whole)).subarray(-8)],
    ['another archive', async () => gzipSync(await tar(whole))],
    ['an empty archive', () => gzipSync(Buffer.alloc(0))],
    ['zeros that unpack to half a gigabyte', () => zeros(HUGE / 8)],
  ])('with %s behind its gzip data', async (_, more) => {
    expect(await refuse(gzipSync(await tar(whole)), await more())).toMatch(
      /has more bytes behind the end|is damaged|is cut short|unpacks to more|holds train\.bin twice/,
    );
  });

  test('that is a file of a terabyte without content', async () => {
    const path = await written('cifar.tar.gz');
    await truncate(path, 2 ** 40);
    expect(await refusal(() => loadCifar100(path, sizes))).toContain('is not a gzip archive');
  });

  test('that is a folder with a train.bin of a terabyte', async () => {
    const path = await written('train.bin');
    await truncate(path, 2 ** 40);
    await writeFile(join(path, '../test.bin'), records(2));
    expect(await refusal(() => loadCifar100(join(path, '..'), sizes))).toContain(
      'it has 1099511627776 bytes, 3 images have 9222',
    );
  });

  test('with escape sequences in a name', async () => {
    const message = await refuse(gzipSync(await tar([['\u001b[2Jevil\u009b', records(1)]])));
    expect(message).toContain('it holds "\\u001b[2Jevil\\u009b"');
  });
});

/** A zip archive; `size` is what its list says of the member's length. */
function zip(files: [name: string, content: Buffer, size?: number][]): Buffer {
  const locals: Buffer[] = [];
  const list: Buffer[] = [];
  let start = 0;
  for (const [name, content, size = content.length] of files) {
    const packed = deflateRawSync(content);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(size, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(start, 10);
    list.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), fields, place, Buffer.from(name)]));
    locals.push(local);
    start += local.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(Buffer.concat(list).length, 12);
  end.writeUInt32LE(start, 16);
  return Buffer.concat([...locals, ...list, end]);
}

/** An array of numpy with zeros. */
function npy(shape: string, bytes: number, type = '<f4'): Buffer {
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape}), }\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  return Buffer.concat([
    Buffer.from('\x93NUMPY\x01\0', 'latin1'),
    length,
    Buffer.from(header),
    Buffer.alloc(bytes),
  ]);
}

const labels = npy('2,', 2, '|u1');
const safetensors = (header: string, bytes = 0) => {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, Buffer.from(header), Buffer.alloc(bytes)]);
};
const entry = (name: string, dtype: string, shape: number[], from: number, to: number) =>
  `"${name}":${JSON.stringify({ dtype, shape, data_offsets: [from, to] })}`;

describe('a file of features', () => {
  const of = (name: string, message: string | RegExp, content: () => Uint8Array) =>
    [name, message, content] as const;

  test.each([
    of('npy: a shape beyond the file', 'it is cut short', () => npy('9000000000, 1000', 8)),
    of('npy: a shape beyond all numbers', 'the shape is (9', () => npy(`${'9'.repeat(400)}, 1`, 8)),
    of('npy: a shape that is no numbers', 'the shape is (1 2, 3)', () => npy('1 2, 3', 8)),
    of('npy: text of a huge shape', 'which is no number that is read', () =>
      npy('9000000000, 1000', 0, '|S0'),
    ),
    of('npy: a header of gigabytes', 'its header is damaged', () =>
      Buffer.concat([
        Buffer.from('\x93NUMPY\x02\0', 'latin1'),
        Buffer.from([255, 255, 255, 255]),
        Buffer.alloc(99),
      ]),
    ),
    of('npy: bytes behind the array', 'it has more bytes than its array', () => npy('1, 2', 9)),
    of('npz: an array twice', 'features.npy is in it twice', () =>
      zip([
        ['features.npy', npy('2, 1', 8)],
        ['features.npy', npy('2, 1', 8)],
        ['labels.npy', labels],
      ]),
    ),
    of('npz: a bomb that is true to its size', 'unpacks to 134217805: features do not', () =>
      zip([
        ['features.npy', npy('2, 16777216', 2 ** 27)],
        ['labels.npy', labels],
      ]),
    ),
    of('npz: a bomb that says less than it has', 'features.npy in it is damaged', () =>
      zip([
        ['features.npy', Buffer.concat([npy('2, 1', 8), Buffer.alloc(2 ** 25)]), npy('2, 1', 8).length],
        ['labels.npy', labels],
      ]),
    ),
    of('npz: samples that are not those of the labels', 'has 2 labels, and', () =>
      zip([
        ['features.npy', npy('3, 1', 12)],
        ['labels.npy', labels],
      ]),
    ),
    of('npz: bytes behind the archive', 'has bytes behind the end of the archive', () =>
      Buffer.concat([
        zip([
          ['features.npy', npy('2, 1', 8)],
          ['labels.npy', labels],
        ]),
        Buffer.from('more'),
      ]),
    ),
    of('safetensors: a header of gigabytes', 'it is no safetensors file, or cut short', () =>
      Buffer.concat([Buffer.from('ffffffff00000000', 'hex'), Buffer.alloc(99)]),
    ),
    of('safetensors: a shape beyond the file', 'it is cut short', () =>
      safetensors(`{${entry('features', 'F32', [1e9, 1000], 0, 4e12)}}`, 8),
    ),
    of('safetensors: a type that is not read, of a huge shape', 'which is no number that is read', () =>
      safetensors(`{${entry('features', 'F4', [1e9, 1000], 0, 8)},${entry('labels', 'U4', [1e9], 8, 8)}}`, 8),
    ),
    of('safetensors: an array twice', 'its header names an array twice', () =>
      safetensors(
        `{${entry('features', 'U8', [2, 1], 0, 2)},${entry('features', 'U8', [2, 1], 2, 4)},${entry('labels', 'U8', [2], 4, 6)}}`,
        6,
      ),
    ),
    of('safetensors: bytes behind the arrays', 'it has 3 bytes behind its last array', () =>
      Buffer.concat([
        encodeTensorFile({ metadata: {}, tensors: [{ name: 'a', shape: [1], data: new Float32Array(1) }] }),
        Buffer.alloc(3),
      ]),
    ),
    of('safetensors: arrays in the same bytes', 'begins at byte 0, not 2', () =>
      safetensors(`{${entry('features', 'U8', [2, 1], 0, 2)},${entry('labels', 'U8', [2], 0, 2)}}`, 2),
    ),
    of('an escape sequence in a name', '"\\u001b[2J"', () =>
      safetensors(`{${entry('\\u001b[2J', 'U8', [2, 1], 0, 2)}}`, 2),
    ),
  ])('%s', async (_, message, content) => {
    const path = await written('features', content());
    const separate = await written('labels.npy', labels);
    const isNpy = message !== 'has 2 labels, and' && _.startsWith('npy');
    const refused = await refusal(() => readFeatures(path, isNpy ? { labels: separate } : {}));
    expect(refused).toContain(message);
    expect(refused).toContain(path);
  });

  test('of more numbers than fit into memory', async () => {
    const header = npy('1099511627776, 1', 0, '|u1');
    const path = await written('features.npy', header);
    await truncate(path, header.length + 2 ** 40);
    const separate = await written('labels.npy', labels);
    expect(await refusal(() => readFeatures(path, { labels: separate }))).toContain('has 2 labels, and');
  });
});
