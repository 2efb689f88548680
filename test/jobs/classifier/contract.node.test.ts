import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import {
  initializers,
  input,
  type LayersModel,
  layers,
  loadLayersModel,
  model,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { type Browser, chromium } from 'playwright';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClassifierDescription } from '../../../src/jobs/classifier/description';
import { graphClassifierFiles } from '../../../src/jobs/classifier/graph-classifier-files';
import { MersenneTwister } from '../../../src/jobs/data/mersenne-twister';
import { cifarNormalisation, digitsNormalisation } from '../../../src/jobs/data/preprocessing/normalisations';
import { loadClassifier } from '../../../src/jobs/files/classifier/load-classifier';
import { saveClassifier } from '../../../src/jobs/files/classifier/save-classifier';
import { writeClassifier } from '../../../src/jobs/files/classifier/write-classifier';
import { buildNet } from '../../../src/jobs/nets/build-net';
import { smallConvnet } from '../../../src/jobs/nets/small-convnet';
import { picturesAt } from '../../../src/jobs/run/classifier/pictures-at';
import { predictPictures } from '../../../src/jobs/run/classifier/predict-pictures';
import { chromiumArguments, findChromium } from '../../support/chromium';
import { codeOf, openBeside } from '../../support/classifier-page';
import { frozenConvnet, savedConvnet } from '../../support/foreign-models';
import { temporaryFolder } from '../support/temporary-folder';

beforeAll(async () => {
  await tf.setBackend('wasm');
});

const labels = ['apple', 'Käfer', 'カエル', 'dog & cat', 'e', 'f', 'g'];
const about = { dataSet: 'Test', method: 'MBIB', labels, samplesPerClass: labels.map((_, k) => 90 - 10 * k) };

/** An untrained net whose probabilities differ from picture to picture. */
function classifierOf(shape: [number, number, number]): LayersModel {
  const taps = ['stage1', 'stage2', 'stage3'];
  const net = buildNet('mbib', smallConvnet({ seed: 1, shape }), taps, {
    samplesPerClass: about.samplesPerClass,
    seed: 1,
  });
  return net.classifier;
}

/** What is saved: its name, and how. */
const saved: [string, { size: number }, (folder: string) => Promise<void>][] = [
  [
    'of images as small as pictures',
    { size: 32 },
    (folder) =>
      saveClassifier(folder, classifierOf([32, 32, 3]), { ...about, preprocessing: cifarNormalisation }),
  ],
  [
    'of the centre of pictures',
    { size: 64 },
    (folder) =>
      saveClassifier(folder, classifierOf([56, 56, 3]), {
        ...about,
        preprocessing: { ...cifarNormalisation, shorterSide: 64 },
      }),
  ],
  [
    'of grey images',
    { size: 8 },
    (folder) =>
      saveClassifier(folder, classifierOf([8, 8, 1]), { ...about, preprocessing: digitsNormalisation }),
  ],
  ['with a GraphModel', { size: 8 }, saveGraphClassifier],
];

async function saveGraphClassifier(folder: string): Promise<void> {
  const convnet = await loadLayersModel(tf.io.fromMemory(await savedConvnet()));
  const artifacts = await frozenConvnet(convnet);
  const head = sequential({
    layers: [
      layers.globalAveragePooling2d({ inputShape: [2, 2, 64], dataFormat: 'channelsLast' }),
      layers.dense({ units: labels.length, activation: 'softmax' }),
    ],
  });
  const description: ClassifierDescription = { ...about, preprocessing: digitsNormalisation };
  const backbone = { node: 'conv3/Relu', size: [8, 8] as const, artifacts };
  await writeClassifier(folder, await graphClassifierFiles(head, backbone, description));
}

/** Pictures of a size, of smooth noise, some of them transparent. */
async function pictures(folder: string, size: number, count: number): Promise<string[]> {
  const random = new MersenneTwister(size);
  const paths = Array.from({ length: count }, (_, i) => join(folder, `${i}.png`));
  for (const [i, path] of paths.entries()) {
    const channels = i === 0 ? 4 : 3;
    const coarse = Buffer.from(Array.from({ length: 4 * 4 * channels }, () => random.interval(255)));
    await sharp(coarse, { raw: { width: 4, height: 4, channels } })
      .resize(size, size)
      .png()
      .toFile(path);
  }
  return paths;
}

/** What `mbib predict` computes of pictures. */
async function predicted(folder: string, paths: string[]): Promise<number[][]> {
  const classifier = await loadClassifier(folder);
  const { list } = await picturesAt(paths);
  const { probabilities } = await predictPictures(classifier, list);
  classifier.dispose();
  return probabilities.map((row) => Array.from(row));
}

const chromiumPath = findChromium();
let browser: Browser;
beforeAll(async () => {
  if (chromiumPath)
    browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArguments });
});
afterAll(() => browser?.close());

describe.each(saved)('a classifier %s', (_, { size }, save) => {
  test.skipIf(!chromiumPath)(
    "its card's page says what mbib predict says",
    { timeout: 120_000 },
    async () => {
      const browser = await chromium.launch({ executablePath: chromiumPath!, args: chromiumArguments });
      try {
        const folder = await temporaryFolder();
        await save(folder);
        const paths = await pictures(await temporaryFolder(), size, 4);
        const html = codeOf(await readFile(join(folder, 'README.md'), 'utf8'), 'html');
        const { page, errors } = await openBeside(browser, folder, html);
        const rows = await predicted(folder, paths);
        for (const [i, path] of paths.entries()) {
          await page.locator('pre').evaluate((pre) => {
            pre.textContent = '';
          });
          await page.setInputFiles('input', path);
          await expect.poll(() => page.locator('pre').textContent(), { timeout: 60_000 }).not.toBe('');
          const found = percents((await page.locator('pre').textContent())!);
          expect(found).toHaveLength(5);
          for (const [label, percent] of found) {
            // A tenth is shown; and a page keeps less of the colours of what is transparent.
            const difference = Math.abs(percent - 100 * rows[i]![labels.indexOf(label)]!);
            expect(difference, `${path} ${label}`).toBeLessThan(i === 0 ? 1 : 0.1);
          }
        }
        expect(errors).toEqual([]);
      } finally {
        await browser.close();
      }
    },
  );

  test("its card's program for Node says what mbib predict says, to 1e-4", async () => {
    const folder = await temporaryFolder();
    await save(folder);
    const paths = await pictures(await temporaryFolder(), size, 2);
    const rows = await predicted(folder, paths);
    for (const [i, path] of paths.entries()) {
      const found = await answersOfCard(folder, path);
      expect(found).toHaveLength(5);
      for (const [label, probability] of found) {
        expect(Math.abs(probability - rows[i]![labels.indexOf(label)]!)).toBeLessThan(1e-4);
      }
    }
  }, 120_000);
});

test("the card's program of a classifier of features says what the classifier says, to 1e-4", async () => {
  const folder = await temporaryFolder();
  const inputs = [3, 5].map((width) => input({ shape: [width] }));
  const joined = layers.concatenate().apply(inputs) as SymbolicTensor;
  const biasInitializer = initializers.randomNormal({ seed: 3 });
  const dense = layers.dense({ units: labels.length, activation: 'softmax', biasInitializer });
  const classifier = model({ inputs, outputs: dense.apply(joined) as SymbolicTensor });
  await saveClassifier(folder, classifier, about);
  const found = await answersOfCard(folder);
  const zeros = [tf.zeros([1, 3]), tf.zeros([1, 5])];
  const expected = await (classifier.predict(zeros) as tf.Tensor).data();
  expect(found.map(([label]) => label)).toEqual(labels);
  found.forEach(([, probability], k) => {
    expect(Math.abs(probability - expected[k]!)).toBeLessThan(1e-4);
  });
}, 120_000);

/** What the program for Node of a classifier's card prints: labels and their probabilities. */
async function answersOfCard(
  folder: string,
  ...given: string[]
): Promise<[label: string, probability: number][]> {
  const code = codeOf(await readFile(join(folder, 'README.md'), 'utf8'), 'js');
  await writeFile(join(folder, 'classify.mjs'), code);
  const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));
  if (!existsSync(join(folder, 'node_modules'))) await symlink(modules, join(folder, 'node_modules'));
  const program = promisify(execFile);
  const { stdout } = await program(process.execPath, ['classify.mjs', ...given], { cwd: folder });
  const answers = stdout.matchAll(/label: '(.+?)', probability: ([\d.e-]+)/g);
  return Array.from(answers, ([, label, probability]) => [label!, Number(probability)]);
}

/** The lines of a page: labels and percentages. */
function percents(text: string): [label: string, percent: number][] {
  return text.split('\n').map((line) => {
    const [, label, percent] = /^(.*) ([\d.]+) %$/.exec(line)!;
    return [label!, Number(percent)];
  });
}
