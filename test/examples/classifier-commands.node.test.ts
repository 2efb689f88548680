import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { saveClassifier } from '../../src/jobs/files/classifier/save-classifier';
import { runScript } from '../jobs/support/child';
import { photoFolder } from '../jobs/support/photo-folder';
import { picture } from '../jobs/support/photo-set';
import { temporaryFolder } from '../jobs/support/temporary-folder';

beforeAll(() => tf.setBackend('wasm'));

const mbib = (cwd: string, ...words: string[]) => runScript('examples/mbib.ts', words, { cwd });
/** A command that computes. */
const compute = (cwd: string, ...words: string[]) =>
  mbib(cwd, ...words, '--backend', 'wasm', '--workers', '1');

/** A classifier that tells red, green and blue pictures apart, in `model`; and a picture of each colour, `red.png`, … */
async function colours(): Promise<string> {
  const folder = await temporaryFolder();
  const classifier = sequential({
    layers: [
      layers.globalAveragePooling2d({ inputShape: [16, 16, 3], dataFormat: 'channelsLast' }),
      layers.dense({ units: 3, activation: 'softmax', useBias: false }),
    ],
  });
  classifier.setWeights([tf.mul(tf.eye(3), 9)]);
  const preprocessing = { mean: [0, 0, 0], std: [1, 1, 1], shorterSide: 20 };
  const labels = ['blue', 'green', 'red'];
  // The classes in the order of their names, as folders are read, while the channels are red first.
  classifier.setWeights([tf.mul(tf.reverse(tf.eye(3), 1), 9)]);
  await saveClassifier(join(folder, 'model'), classifier, {
    dataSet: 'Colours',
    method: 'MBIB',
    labels,
    samplesPerClass: [200, 50, 5],
    preprocessing,
  });
  for (const name of labels) await colour(join(folder, `${name}.png`), name);
  return folder;
}

async function colour(path: string, name: string): Promise<void> {
  const { default: sharp } = await import('sharp');
  await sharp({
    create: { width: 40, height: 30, channels: 3, background: name === 'green' ? '#0f0' : name },
  })
    .png()
    .toFile(path);
}

describe('mbib predict', () => {
  test('prints the classes of pictures and of those in folders, the likeliest first', async () => {
    const cwd = await colours();
    await mkdir(join(cwd, 'more', 'deep'), { recursive: true });
    await colour(join(cwd, 'more', 'deep', 'b.png'), 'blue');
    await writeFile(join(cwd, 'more', 'notes.txt'), 'no picture');
    const { code, output } = await compute(cwd, 'predict', 'model', 'red.png', 'more', '--top', '1');
    expect(output.trim().split('\n')).toEqual([
      'red.png          red 100.0 %',
      'more/deep/b.png  blue 100.0 %',
    ]);
    expect(code).toBe(0);
    // What is named as a picture and is none that can be read is an answer, too.
    await writeFile(join(cwd, 'more', 'empty.jpg'), '');
    await writeFile(join(cwd, 'more', 'page.jpg'), '<html></html>');
    const broken = await compute(cwd, 'predict', 'model', 'more', '--top', '1', '--json');
    const answers = JSON.parse(broken.output.slice(broken.output.indexOf('[')));
    expect(answers.map(({ path, error }: { path: string; error?: string }) => [path, error])).toEqual([
      ['more/deep/b.png', undefined],
      ['more/empty.jpg', 'is empty'],
      ['more/page.jpg', 'is no picture'],
    ]);
    expect(broken.code).toBe(1);
  }, 120_000);

  test('--json is one document, and what cannot be read is in it with its reason and makes the exit code 1', async () => {
    const cwd = await colours();
    const whole = await picture(30, 30).png().toBuffer();
    await writeFile(join(cwd, 'half.png'), whole.subarray(0, whole.length / 2));
    await writeFile(join(cwd, 'notes.txt'), 'no picture');
    await mkdir(join(cwd, 'empty'));
    const words = [
      'predict',
      'model',
      'green.png',
      'half.png',
      'notes.txt',
      'missing.png',
      'empty',
      '--json',
    ];
    const { code, output } = await compute(cwd, ...words);
    const answers = JSON.parse(output.slice(output.indexOf('[')));
    expect(answers.map(({ path }: { path: string }) => path)).toEqual([
      'green.png',
      'half.png',
      'notes.txt',
      'missing.png',
      'empty',
    ]);
    expect(answers[0].classes.map(({ label }: { label: string }) => label)[0]).toBe('green');
    expect(answers[0].classes).toHaveLength(3);
    const errors = answers.slice(1).map(({ error }: { error: string }) => error);
    expect(errors[0]).toMatch(/^cannot be decoded/);
    expect(errors.slice(1)).toEqual(['is no picture', 'does not exist', 'holds no picture']);
    expect(code).toBe(1);
  }, 120_000);

  test.each([
    [['predict', 'model'], "missing required argument 'image'"],
    [['predict', 'nothing', 'red.png'], 'There is no run and no classifier in nothing.'],
    [['predict', 'running', 'red.png'], 'The run in running has no classifier yet'],
    [['predict', 'other', 'red.png'], 'other holds neither a run nor a classifier'],
    [['predict', 'mixed', 'red.png'], 'The files in mixed are of two classifiers or damaged'],
    [['predict', 'model', 'red.png', '--top', '0'], 'It must be a whole number of at least 1, got 0.'],
    [['predict', 'features', 'red.png'], 'takes features, not pictures'],
    [['predict', 'old', 'red.png'], 'A classifier that mbib 0.1.0 has saved has none'],
    [['evaluate', 'model'], "required option '--data <folder>' not specified"],
    [['evaluate', 'model', '--data', 'nowhere'], 'nowhere'],
    [
      ['evaluate', 'model', '--data', 'strange'],
      'strange has one class that the classifier in model does not know: "pink"',
    ],
    [['check'], "required option '--data <path>' not specified"],
    [['check', 'nojob', '--data', '.'], 'There is no job nojob. Choose one of folder,'],
    [['check', 'imagenet-lt', '--data', 'nowhere'], 'nowhere'],
  ])(
    '%j ends with a sentence',
    async (words, sentence) => {
      const cwd = await colours();
      await prepare(cwd);
      const { code, output } = await mbib(cwd, ...words);
      expect(output).toContain(sentence);
      // WebGPU prints where it has found no driver.
      expect(output).not.toMatch(/^\s+at .*\.[cm]?[jt]s:/m);
      expect(code).toBe(1);
    },
    120_000,
  );
});

/** Folders with which something is wrong. */
async function prepare(cwd: string): Promise<void> {
  const about = { dataSet: 'F', method: 'MBIB', labels: ['a', 'b'], samplesPerClass: [2, 1] };
  const heads = () =>
    sequential({ layers: [layers.dense({ inputShape: [4], units: 2, activation: 'softmax' })] });
  await saveClassifier(join(cwd, 'features'), heads(), about);
  await saveClassifier(join(cwd, 'old'), heads(), about);
  await rm(join(cwd, 'old', 'labels.json'));
  await saveClassifier(join(cwd, 'mixed'), imageClassifier(), {
    ...about,
    preprocessing: { mean: [0], std: [1] },
  });
  await writeFile(join(cwd, 'mixed', 'labels.json'), await readFile(join(cwd, 'features', 'labels.json')));
  for (const name of ['running', 'other', 'strange/pink', 'strange/red']) {
    await mkdir(join(cwd, name), { recursive: true });
  }
  await writeFile(join(cwd, 'running', 'log.jsonl'), '');
  for (const name of ['pink', 'red']) await colour(join(cwd, 'strange', name, 'a.png'), name);
}

function imageClassifier() {
  return sequential({
    layers: [layers.flatten({ inputShape: [4, 4, 1] }), layers.dense({ units: 2, activation: 'softmax' })],
  });
}

describe('mbib evaluate', () => {
  test('has groups, means and classes with intervals, and says that a test set is unequal', async () => {
    const cwd = await colours();
    const counts = { blue: 4, green: 2, red: 1 };
    for (const [name, count] of Object.entries(counts)) {
      await mkdir(join(cwd, 'data', name), { recursive: true });
      for (let i = 0; i < count; i++) await colour(join(cwd, 'data', name, `${i}.png`), name);
    }
    // A blue one among the green.
    await colour(join(cwd, 'data', 'green', 'wrong.png'), 'blue');
    const { code, output } = await compute(cwd, 'evaluate', 'model', '--data', 'data');
    expect(code, output).toBe(0);
    expect(output).toContain('data: 8 images of 3 classes');
    expect(output).toContain('Unequal test set: the classes have 1 to 4 test images.');
    expect(output).toMatch(/accuracy \(unequal test set\) +87\.5 /);
    // Recalls 1, 2/3 and 1.
    expect(output).toMatch(/balanced accuracy +88\.9 /);
    expect(output).toMatch(/many: over 100 training images +100\.0 /);
    expect(output).toMatch(/medium: 20 to 100 +66\.7 /);
    expect(output).toMatch(/few: under 20 +100\.0 /);
    // Of five pictures that are called blue four are.
    expect(output).toMatch(/^blue +200 +4 +80\.0 +[\d.]+ – [\d.]+ +100\.0 /m);

    const json = await compute(cwd, 'evaluate', 'model', '--data', 'data', '--json', '--few', '60');
    const found = JSON.parse(json.output.slice(json.output.indexOf('{')));
    expect(found).toMatchObject({
      images: 8,
      equal: false,
      part: 'all',
      testPerClass: [4, 3, 1],
      unreadable: [],
    });
    expect(found.metrics.balancedAccuracy.value).toBeCloseTo(8 / 9, 10);
    expect(found.groups.medium).toBeNull();
    expect(found.groups.few.value).toBeCloseTo(5 / 6, 10);
    const { low, high } = found.metrics.perClass[1].recall;
    expect([low < 2 / 3, high > 2 / 3]).toEqual([true, true]);
  }, 120_000);

  test('measures new pictures that are all of one class', async () => {
    const cwd = await colours();
    await mkdir(join(cwd, 'data', 'red'), { recursive: true });
    // Two of three are red; the other looks blue.
    for (const [i, name] of ['red', 'red', 'blue'].entries())
      await colour(join(cwd, 'data', 'red', `${i}.png`), name);
    const { code, output } = await compute(cwd, 'evaluate', 'model', '--data', 'data');
    expect(code, output).toBe(0);
    expect(output).toContain('data: 3 images of 1 class');
    expect(output).toContain('Unequal test set: one class has 3 test images; 2 classes have none.');
    expect(output).toMatch(/balanced accuracy +66\.7 /);
    expect(output).toMatch(/few: under 20 +66\.7 /);
    expect(output).toMatch(/many: over 100 training images +–/);
    expect(output).not.toContain('NaN');
  }, 120_000);
});

describe('mbib check', () => {
  test('looks at every file of a folder: what cannot be read, what is too small, what stands twice', async () => {
    const cwd = await temporaryFolder();
    for (const name of ['cat', 'dog']) {
      await mkdir(join(cwd, 'pets', name), { recursive: true });
      for (let i = 0; i < 3; i++) {
        await picture(20, 20, i + (name === 'cat' ? 10 : 0))
          .png()
          .toFile(join(cwd, 'pets', name, `${i}.png`));
      }
    }
    const good = await mbib(cwd, 'check', '--data', 'pets');
    expect(good.output).toContain('6 files looked at: all can be read.');
    expect(good.code, good.output).toBe(0);

    const bytes = await readFile(join(cwd, 'pets', 'cat', '0.png'));
    await writeFile(join(cwd, 'pets', 'cat', 'half.png'), bytes.subarray(0, bytes.length - 40));
    await picture(4, 4)
      .png()
      .toFile(join(cwd, 'pets', 'dog', 'tiny.png'));
    await writeFile(join(cwd, 'pets', 'dog', 'copy.png'), bytes);
    await writeFile(join(cwd, 'pets', 'dog', 'none.jpg'), '');
    await writeFile(join(cwd, 'pets', 'dog', 'notes.txt'), 'no picture, and none is meant');
    const bad = await mbib(cwd, 'check', 'folder', '--data', 'pets');
    expect(bad.output).toContain('10 files looked at: 3 problems.');
    expect(bad.output).toContain('left out: dog/none.jpg is empty');
    expect(bad.output).toMatch(/cat\/half\.png cannot be decoded/);
    expect(bad.output).toMatch(/dog\/tiny\.png has only 4 × 4 pixels/);
    expect(bad.output).toMatch(/cat\/0\.png = .*dog\/copy\.png|dog\/copy\.png = .*cat\/0\.png/);
    expect(bad.code).toBe(1);
    const { output } = await mbib(cwd, 'check', '--data', 'pets', '--json');
    const { files, problems, summary } = JSON.parse(output.slice(output.indexOf('{')));
    expect([files, problems.length]).toEqual([9, 2]);
    expect(summary.unreadable).toEqual({ count: 1, first: [{ path: 'dog/none.jpg', reason: 'is empty' }] });
    expect(summary.notPictures.count).toBe(1);
  }, 120_000);

  test('looks at the lists of a job on photographs, and reads whole what is no folder of pictures', async () => {
    const cwd = await temporaryFolder();
    const photos = await mbib(cwd, 'check', 'imagenet-lt', '--data', await photoFolder(), '--json');
    const found = JSON.parse(photos.output.slice(photos.output.indexOf('{')));
    expect(found.problems).toEqual([]);
    expect(found.files).toBeGreaterThan(10);
    expect(photos.code).toBe(0);
    const missing = await mbib(cwd, 'check', 'cifar100-lt', '--data', 'no.tar.gz');
    expect(missing.output).toContain('no.tar.gz does not exist');
    expect(missing.code).toBe(1);
  }, 120_000);
});
