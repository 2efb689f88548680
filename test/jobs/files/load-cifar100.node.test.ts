import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RECORD_BYTES } from '../../../src/jobs/data/cifar100/parse-cifar100';
import { countPerClass } from '../../../src/jobs/data/image-set';
import { MersenneTwister } from '../../../src/jobs/data/mersenne-twister';
import { loadCifar100 } from '../../../src/jobs/files/load-cifar100';

const sizes = { train: 40, test: 7 };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mbib-cifar-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Records whose labels count up and whose pixels are noise, so that gzip cannot shrink them away. */
function records(images: number): Buffer {
  const random = new MersenneTwister(images);
  const bytes = Buffer.from(Uint8Array.from({ length: images * RECORD_BYTES }, () => random.interval(255)));
  for (let i = 0; i < images; i++) {
    bytes[i * RECORD_BYTES] = i % 20;
    bytes[i * RECORD_BYTES + 1] = i % 100;
  }
  return bytes;
}

const complete = () => ({ 'train.bin': records(sizes.train), 'test.bin': records(sizes.test) });

async function tar(files: Record<string, Buffer>, within = 'cifar-100-binary'): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name: `${within}/`, type: 'directory' });
  for (const [name, content] of Object.entries(files)) archive.entry({ name: `${within}/${name}` }, content);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function written(name: string, content: Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function extracted(name: string, files: Record<string, Buffer>): Promise<string> {
  const path = join(folder, name);
  await mkdir(path, { recursive: true });
  await Promise.all(Object.entries(files).map(([file, content]) => writeFile(join(path, file), content)));
  return path;
}

/** The message of the refusal: one sentence that names the path and ends with what to do. */
async function refusal(path: string): Promise<string> {
  const error = await loadCifar100(path, sizes).then(
    () => new Error('was not refused'),
    (reason: Error) => reason,
  );
  expect(error.message).toContain(path);
  expect(error.message).toMatch(
    /; give the path of cifar-100-binary\.tar\.gz, .* or of the folder it extracts to\.$/,
  );
  expect(error.message).not.toContain('\n');
  return error.message;
}

describe('loadCifar100 reads', () => {
  test('the archive: fine labels, and planes turned to interleaved pixels', async () => {
    const files = complete();
    const path = await written('good.tar.gz', gzipSync(await tar(files)));
    const { train, test: held } = await loadCifar100(path, sizes);
    expect([train.labels.length, held.labels.length]).toEqual([40, 7]);
    expect([...held.labels]).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(train).toMatchObject({ height: 32, width: 32, channels: 3, classes: 100 });
    const [image, row, column] = [39, 5, 30];
    [0, 1, 2].forEach((channel) => {
      const byte = files['train.bin'][image * RECORD_BYTES + 2 + channel * 1024 + row * 32 + column];
      expect(train.images[((image * 32 + row) * 32 + column) * 3 + channel]).toBe(byte);
    });
  });

  test('the extracted folder, and the folder it lies in, as it reads the archive', async () => {
    const files = complete();
    const inner = await extracted('outer/cifar-100-binary', files);
    const archive = await loadCifar100(await written('same.tar.gz', gzipSync(await tar(files))), sizes);
    for (const path of [inner, join(folder, 'outer')]) {
      const { train, test: held } = await loadCifar100(path, sizes);
      expect(Buffer.compare(train.images, archive.train.images)).toBe(0);
      expect(Buffer.compare(held.images, archive.test.images)).toBe(0);
      expect([...train.labels, ...held.labels]).toEqual([...archive.train.labels, ...archive.test.labels]);
    }
  });

  test('the 100 class names, in label order', async () => {
    const { train } = await loadCifar100(await extracted('names', complete()), sizes);
    expect(train.classNames.length).toBe(100);
    expect([train.classNames[0], train.classNames[53], train.classNames[99]]).toEqual([
      'apple',
      'orange',
      'worm',
    ]);
    expect([...train.classNames].sort()).toEqual(train.classNames);
  });
});

describe('loadCifar100 refuses', () => {
  test('a path that does not exist', async () => {
    expect(await refusal(join(folder, 'nothing.tar.gz'))).toContain('nothing.tar.gz does not exist');
  });

  test('an archive cut short, wherever the cut is', async () => {
    const whole = gzipSync(await tar(complete()));
    for (const part of [0, 0.3, 0.95]) {
      const path = await written(`cut-${part}.tar.gz`, whole.subarray(0, Math.floor(part * whole.length)));
      expect(await refusal(path)).toContain('is cut short');
    }
  });

  test('a tar cut short before it was compressed', async () => {
    const whole = await tar(complete());
    const path = await written('cut-tar.tar.gz', gzipSync(whole.subarray(0, whole.length / 2)));
    expect(await refusal(path)).toContain('is cut short');
  });

  test('a damaged archive', async () => {
    const whole = gzipSync(await tar(complete()));
    const middle = Math.floor(whole.length / 2);
    whole.fill(0xff, middle, middle + 2000);
    expect(await refusal(await written('damaged.tar.gz', whole))).toContain('is damaged');
  });

  test('files that are no tar.gz at all', async () => {
    expect(await refusal(await written('plain.tar', await tar(complete())))).toContain(
      'is not a gzip archive',
    );
    const text = await written('text.tar.gz', gzipSync(Buffer.alloc(2000, 'not a tar ')));
    expect(await refusal(text)).toContain('is damaged or not a tar.gz archive');
  });

  test("another archive, such as CIFAR-10's or the Python version", async () => {
    const python = { train: records(1), test: records(1), meta: records(1) };
    const path = await written('python.tar.gz', gzipSync(await tar(python, 'cifar-100-python')));
    expect(await refusal(path)).toContain(
      'does not hold train.bin and test.bin (it holds train, test, meta)',
    );
  });

  test('a folder without one of the files', async () => {
    const path = await extracted('half', { 'train.bin': records(sizes.train) });
    expect(await refusal(path)).toContain('half does not hold test.bin (it holds train.bin)');
    expect(await refusal(await extracted('empty', {}))).toContain('(it holds nothing)');
  });

  test('a file with too few or too many bytes', async () => {
    const short = records(sizes.train).subarray(0, -1);
    const path = await extracted('short', { ...complete(), 'train.bin': short });
    expect(await refusal(path)).toContain(
      `train.bin in ${path} is cut short or another file: it has 122959 bytes, 40 images have 122960`,
    );
    const long = await extracted('long', { ...complete(), 'test.bin': records(sizes.test + 1) });
    expect(await refusal(long)).toContain(`test.bin in ${long} is cut short or another file`);
  });

  test('a label out of range, by image', async () => {
    const files = complete();
    files['train.bin'][3 * RECORD_BYTES + 1] = 100;
    const path = await extracted('fine', files);
    expect(await refusal(path)).toContain(
      `train.bin in ${path} is not CIFAR-100's: image 3 has the coarse label 3 and the fine label 100`,
    );
    files['train.bin'][3 * RECORD_BYTES + 1] = 3;
    files['test.bin'][0] = 20;
    expect(await refusal(await extracted('coarse', files))).toContain('image 0 has the coarse label 20');
  });

  test('a reduced copy unless its sizes are given', async () => {
    await expect(loadCifar100(await extracted('reduced', complete()))).rejects.toThrow(
      '50000 images have 153700000',
    );
  });
});

const archive = process.env.MBIB_CIFAR100;
test('the official archive has 500 and 100 images a class and the known channel means', {
  timeout: 60_000,
}, async (context) => {
  if (!archive) return context.skip('MBIB_CIFAR100 does not name cifar-100-binary.tar.gz');
  const { train, test: held } = await loadCifar100(archive);
  expect(countPerClass(train)).toEqual(new Array(100).fill(500));
  expect(countPerClass(held)).toEqual(new Array(100).fill(100));
  const sums = [0, 0, 0];
  for (let i = 0; i < train.images.length; i++) sums[i % 3]! += train.images[i]!;
  [0.5071, 0.4865, 0.4409].forEach((mean, channel) => {
    expect(sums[channel]! / (50_000 * 1024 * 255)).toBeCloseTo(mean, 4);
  });
});
