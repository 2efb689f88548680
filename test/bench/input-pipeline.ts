/**
 * Photographs a second of the input pipeline and of torchvision's on PIL, one processor and one thread each, in turns
 * in one run, by processor time, which other load changes little; then how far their pixels are apart for the same boxes and factors.
 * `npx tsx test/bench/input-pipeline.ts --data <folder with ImageNet_LT_val.txt>`; Python is `$PYTHON` or
 * /usr/bin/python3, with torch and torchvision.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { PackageLoader } from '../../src/jobs/files/optional-package';
import { type PhotoTransform, photoChanges } from '../../src/jobs/photos/photo-transform';
import { loadDecoder } from '../../src/jobs/photos/reading/load-decoder';
import { photoFiles } from '../../src/jobs/photos/reading/photo-files';
import { photoReader } from '../../src/jobs/photos/reading/photo-reader';

const ROUNDS = 15;
const WARM_UP_ROUNDS = 3;
const SIZE = 224;

const { values } = parseArgs({
  options: { data: { type: 'string' }, serve: { type: 'string' } },
});
const python = process.env.PYTHON ?? '/usr/bin/python3';
const script = fileURLToPath(new URL('./input_pipeline.py', import.meta.url));
const imageNet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
const jitter = { brightness: 0.4, contrast: 0.4, saturation: 0.4 };
const training: PhotoTransform = { imageSize: SIZE, ...imageNet, augmentation: { jitter } };

const decoders: Record<string, PackageLoader> = {
  'libjpeg-turbo': (name) => import(name),
  'sharp alone': (name) =>
    name === 'sharp' ? import(name) : Promise.reject(new Error('left out on purpose')),
};

if (!values.data) {
  console.error('Say where the photographs are: --data <folder with ImageNet_LT_val.txt>');
  process.exit(1);
}
const root = realpathSync(values.data);
const paths = readFileSync(join(root, 'ImageNet_LT_val.txt'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.slice(0, line.lastIndexOf(' ')));
if (values.serve) await serve(decoders[values.serve]!);
else await main();

async function main(): Promise<void> {
  const versions = spawnSync(python, ['-c', 'import torch, torchvision, PIL, numpy'], { encoding: 'utf8' });
  if (versions.status !== 0) {
    console.error(
      `${python} cannot import torch, torchvision and PIL: apt-get install python3-torchvision, or set PYTHON.\n` +
        (versions.error?.message ?? versions.stderr),
    );
    process.exit(1);
  }
  await compareSpeed();
  for (const decoder of Object.keys(decoders)) {
    await comparePixels(decoder, 'training', training);
    await comparePixels(decoder, 'evaluation', { ...training, augmentation: undefined });
  }
}

/** Runs one pass over the photographs for each line that it is sent, and prints its milliseconds of processor time. */
async function serve(load: PackageLoader): Promise<void> {
  const read = await photoReader({ root }, training, load);
  const pixels = new Float32Array(SIZE * SIZE * 3);
  let seed = 0;
  for await (const _ of createInterface({ input: process.stdin })) {
    const start = process.cpuUsage();
    for (const path of paths) await read(path, seed++, pixels);
    const { user, system } = process.cpuUsage(start);
    console.log((user + system) / 1000);
  }
}

async function compareSpeed(): Promise<void> {
  const tsx = ['--import', import.meta.resolve('tsx'), fileURLToPath(import.meta.url)];
  const contestants = new Map([
    ['torchvision on PIL', contestant(python, [script, 'serve', root])],
    ...Object.keys(decoders).map(
      (name) => [name, contestant(process.execPath, [...tsx, '--data', root, '--serve', name])] as const,
    ),
  ]);
  const times = new Map([...contestants.keys()].map((name) => [name, [] as number[]]));
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    for (const [name, { pass }] of contestants) {
      const milliseconds = await pass();
      if (round >= 0) times.get(name)!.push(milliseconds);
    }
  }
  for (const { end } of contestants.values()) end();
  const reference = times.get('torchvision on PIL')!;
  console.log(`${paths.length} photographs, ${ROUNDS} rounds, one processor each; medians of processor time`);
  console.table(
    Object.fromEntries(
      [...times].map(([name, each]) => [
        name,
        {
          'images/s': Number(((1000 * paths.length) / median(each)).toFixed(0)),
          'times torchvision': Number(median(each.map((ms, i) => reference[i]! / ms)).toFixed(2)),
          lowest: Number(Math.min(...each.map((ms, i) => reference[i]! / ms)).toFixed(2)),
          highest: Number(Math.max(...each.map((ms, i) => reference[i]! / ms)).toFixed(2)),
        },
      ]),
    ),
  );
}

/** A process on the last processor that does a pass whenever it is told to. */
function contestant(command: string, words: string[]) {
  const processor = String(availableParallelism() - 1);
  const child = spawn('taskset', ['-c', processor, command, ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, OMP_WAIT_POLICY: 'PASSIVE', OMP_NUM_THREADS: '1' },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async pass() {
      child.stdin.write('\n');
      const { value, done } = await lines.next();
      if (done) throw new Error(`${command} has ended.`);
      return Number(value);
    },
    end: () => child.stdin.end(),
  };
}

/** Has Python apply what we applied, and prints how far apart the results are. */
async function comparePixels(decoder: string, name: string, transform: PhotoTransform): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mbib-bench-'));
  try {
    const plain = { ...transform, mean: [0, 0, 0], std: [1, 1, 1] };
    const read = await photoReader({ root }, plain, decoders[decoder]);
    const decode = await loadDecoder(decoders[decoder]);
    const bytesOf = photoFiles(root);
    const pixels = new Float32Array(SIZE * SIZE * 3);
    const levels = new Uint8Array(paths.length * pixels.length);
    const changes = [];
    for (const [i, path] of paths.entries()) {
      await read(path, i, pixels);
      for (const [j, value] of pixels.entries()) levels[i * pixels.length + j] = Math.round(value * 255);
      const { width, height } = await decode(bytesOf(path), (w, h) => Buffer.alloc(4 * w * h));
      changes.push({ path, ...photoChanges(width, height, transform, i) });
    }
    writeFileSync(join(folder, 'levels'), levels);
    writeFileSync(join(folder, 'changes.json'), JSON.stringify(changes));
    const { stdout, stderr, status } = spawnSync(python, [script, 'compare', root, name, folder], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    console.log(`${name} transform, ${decoder}: ${stdout.trim()}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function median(numbers: number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
