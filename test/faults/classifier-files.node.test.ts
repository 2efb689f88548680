import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MersenneTwister } from '../../src/jobs/data/mersenne-twister';
import { loadClassifier } from '../../src/jobs/files/classifier/load-classifier';
import { saveClassifier } from '../../src/jobs/files/classifier/save-classifier';
import { temporaryFolder } from '../jobs/support/temporary-folder';
import { startCpu } from '../jobs/support/tiny-model';

let original: string;
beforeAll(async () => {
  await startCpu();
  original = await mkdtemp(join(tmpdir(), 'mbib-test-'));
  const model = sequential({
    layers: [layers.flatten({ inputShape: [4, 4, 3] }), layers.dense({ units: 2, activation: 'softmax' })],
  });
  await saveClassifier(original, model, {
    dataSet: 'pets',
    method: 'MBIB',
    labels: ['cat', 'dog'],
    samplesPerClass: [5, 2],
    preprocessing: { mean: [0, 0, 0], std: [1, 1, 1] },
  });
});
afterAll(() => rm(original, { recursive: true }));

async function copied(): Promise<string> {
  const folder = await temporaryFolder();
  await cp(original, folder, { recursive: true });
  return folder;
}

/** Loads a classifier of which one file was changed; expects a refusal that names its folder. */
async function expectRefusal(
  name: RegExp,
  change: (content: Buffer) => Uint8Array | string,
): Promise<string> {
  const folder = await copied();
  const file = (await readdir(folder)).find((each) => name.test(each))!;
  await writeFile(join(folder, file), change(await readFile(join(folder, file))));
  const error = await loadClassifier(folder).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(Error);
  expect(error.message).toContain(folder);
  return error.message;
}

test('the files as they were saved are read', async () => {
  const classifier = await loadClassifier(await copied());
  expect(classifier.labels).toEqual(['cat', 'dog']);
  classifier.dispose();
});

test('weights of which a bit is flipped, or that are cut, are refused', async () => {
  const random = new MersenneTwister(2);
  for (let i = 0; i < 50; i++) {
    await expectRefusal(/bin$/, (content) => {
      const bit = random.interval(content.length * 8 - 1);
      content[bit >> 3]! ^= 1 << (bit & 7);
      return content;
    });
    await expectRefusal(/bin$/, (content) => content.subarray(0, random.interval(content.length - 1)));
  }
});

test('a model.json or labels.json that is cut is refused', async () => {
  const random = new MersenneTwister(3);
  for (let i = 0; i < 25; i++) {
    for (const name of [/model\.json/, /labels\.json/]) {
      // The last byte of labels.json is a line end.
      await expectRefusal(name, (content) => content.subarray(0, random.interval(content.length - 2)));
    }
  }
});

describe('labels.json with a value that it cannot have is refused', () => {
  test.each<[object, string]>([
    [{ labels: 'cat' }, 'labels is "cat"; expected a list of texts'],
    [{ labels: ['cat', 3] }, 'expected a list of texts'],
    [{ labels: ['cat'], samplesPerClass: [5] }, 'labels.json has 1 classes, model.json 2'],
    [{ samplesPerClass: [5] }, 'samplesPerClass is [5]; expected a list of 2 whole numbers'],
    [{ samplesPerClass: [5, -2] }, 'samplesPerClass is [5,-2]'],
    [{ samplesPerClass: [5, 0.5] }, 'samplesPerClass is [5,0.5]'],
    [{ samplesPerClass: [5, null] }, 'samplesPerClass is [5,null]'],
    [{ bounds: { many: null, few: 2 } }, 'bounds is {"many":null,"few":2}'],
    [{ bounds: { many: 'x', few: 2 } }, 'bounds is {"many":"x","few":2}'],
    [{ weights: 5 }, 'weights is 5; expected a text'],
  ])('%j', async (change, reason) => {
    const message = await expectRefusal(/labels/, (content) =>
      JSON.stringify({ ...JSON.parse(content.toString()), ...change }),
    );
    expect(message).toContain(reason);
  });
});

describe('a model.json that says what cannot be is refused', () => {
  test.each<[object | string, string]>([
    ['pixels', 'does not say what it takes'],
    [{ format: 2 }, 'is of format 2, this version of mbib reads formats up to 1: update mbib to read it.'],
    [{ format: 'one' }, 'is damaged: its format is "one"'],
    [{ takes: 'sounds' }, 'its takes is "sounds"; expected "pixels" or "features"'],
    [{ takes: 'features' }, 'takes features, not pictures'],
    [{ shorterSide: 0.5 }, 'its shorterSide is 0.5'],
    [{ backbone: { mean: [], std: [] } }, 'its backbone.mean is []; expected a list of finite numbers'],
    [{ backbone: { mean: [0], std: [0] } }, 'its backbone.node is missing'],
    [{ backbone: { mean: [0], std: [0], node: 'a', size: [4, 4] } }, 'its backbone.std is [0]'],
    [{ backbone: { mean: [0], std: [1], node: 'a', size: [4] } }, 'its backbone.size is [4]'],
  ])('%j', async (change, reason) => {
    const message = await expectRefusal(/model/, (content) => {
      const model = JSON.parse(content.toString());
      const mbib = typeof change === 'string' ? change : { ...model.userDefinedMetadata.mbib, ...change };
      return JSON.stringify({ ...model, userDefinedMetadata: { mbib } });
    });
    expect(message).toContain(reason);
  });
});
