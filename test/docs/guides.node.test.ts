import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { job as cifar100 } from '../../examples/cifar100-lt';
import { job as imagenetLt } from '../../examples/imagenet-lt';
import { job as inaturalist2018 } from '../../examples/inaturalist2018';
import { demoDefaults } from '../../src/jobs/command/demo/demo';
import { digitsDefaults, digitsPasses } from '../../src/jobs/data/digits/digits-defaults';
import { digitsAugmentation, digitsRecipe } from '../../src/jobs/data/digits/digits-recipe';
import { digitsPerClass } from '../../src/jobs/data/digits/long-tailed-digits';
import { loadDigits } from '../../src/jobs/files/load-digits';

/** A guide as one line, so that a sentence is found wherever its lines break. */
async function guide(name: string): Promise<string> {
  return (await readFile(`docs/${name}.md`, 'utf8')).replaceAll(/\s+/g, ' ');
}

// Method, epochs and the options of the loss: see defaults.node.test.ts.
describe('the numbers of the guides are those of the code', () => {
  test('cifar100-lt.md', async () => {
    const { imbalance, seed, backend } = cifar100.defaults({});
    const text = await guide('cifar100-lt');
    for (const row of [
      `| \`--imbalance\` | ${imbalance} |`,
      `| \`--seed\` | ${seed} |`,
      `| \`--backend\` | \`${backend}\` |`,
    ]) {
      expect(text).toContain(row);
    }
  });

  test('imagenet-lt.md', async () => {
    const usual = imagenetLt.defaults({});
    const other = imagenetLt.defaults({ backbone: 'resnext50' });
    const text = await guide('imagenet-lt');
    for (const row of [
      `| \`--backbone\` | \`${usual.backbone}\` |`,
      `| \`--batch-size\`, \`--learning-rate\` | ${usual.batchSize} and ${usual.learningRate}, for ResNeXt-50 ${other.batchSize} and ${other.learningRate} |`,
      `| \`--evaluate\` | \`${usual.evaluate}\` |`,
      `| \`--image-size\` | ${usual.imageSize} |`,
    ]) {
      expect(text).toContain(row);
    }
  });

  test('inaturalist2018.md', async () => {
    const { backbone, epochs, batchSize, learningRate, gamma } = inaturalist2018.defaults({});
    expect(backbone).toBe('resnet50');
    expect(await guide('inaturalist2018')).toContain(
      `Defaults are ResNet-50, ${epochs} epochs, batches of ${batchSize}, learning rate ${learningRate}, γ = ${gamma}`,
    );
  });

  test('digits.md', async () => {
    const text = await guide('digits');
    const digits = loadDigits().labels.length;
    const images = digitsPerClass.reduce((sum, count) => sum + count, 0);
    const { batchSize } = digitsRecipe(digitsDefaults.epochs);
    const steps = digitsDefaults.epochs * Math.ceil((images * digitsPasses) / batchSize);
    expect({ seeds: demoDefaults.seeds, passes: digitsPasses }).toEqual({ seeds: 5, passes: 10 });
    for (const words of [
      `the ${digits.toLocaleString('en')} bundled handwritten digits`,
      `${digitsPerClass[0]} zeros down to ${digitsPerClass.at(-1)} nines`,
      `the other ${(digits - images).toLocaleString('en')} for the test`,
      'cross entropy against MBIB, five seeds each',
      `${steps} steps of ${batchSize} images, crops of images padded by ${digitsAugmentation.pad}`,
      `An epoch of it is ten passes over the ${images} images`,
      `MBIB has β = ${digitsDefaults.beta}`,
    ]) {
      expect(text).toContain(words);
    }
  });
});

test('every program that sets the wasm backend looks whether it has started, as plain JavaScript computes where it has not', async () => {
  const paths = (await Promise.all(['docs', 'examples', 'src'].map((folder) => filesIn(folder)))).flat();
  const unseen: string[] = [];
  let seen = 0;
  for (const path of ['README.md', ...paths]) {
    for (const line of (await readFile(path, 'utf8')).split('\n')) {
      if (/^[\s*]*await tf\.setBackend\('wasm'\)/.test(line)) unseen.push(`${path}: ${line}`);
      if (line.includes("if (!(await tf.setBackend('wasm')))")) seen++;
    }
  }
  expect(unseen).toEqual([]);
  expect(seen).toBeGreaterThan(8);
});

/** The texts and programs in a folder, but for what is made from others. */
async function filesIn(folder: string): Promise<string[]> {
  const paths = await readdir(folder, { recursive: true });
  return paths
    .filter((path) => /\.(md|tsx?)$/.test(path) && !/^(api|\.vitepress)\b|node_modules/.test(path))
    .map((path) => `${folder}/${path}`);
}
