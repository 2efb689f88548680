import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchChromium, noChromium } from './browser';
import { textOf } from './cdn';
import { expectDocumented } from './compatibility';
import { createProject, developedWith, repository } from './consumer';
import { fencedBlocks, promised } from './markdown';

/** The pages of README and of the site's front page. */
const pages = ['README.md', 'docs/index.md'].flatMap((name) =>
  fencedBlocks(readFileSync(join(repository, name), 'utf8'))
    .filter(({ language }) => language === 'html')
    .map((block) => ({ ...block, name: name === 'README.md' ? 'README' : 'the front page' })),
);
const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
const tfjs = developedWith('@tensorflow/tfjs');
const cdn = 'https://cdn.jsdelivr.net/npm';

/** What docs/compatibility.md says, in the order of the tests that went well. */
const results: string[][] = [];

test('README has a page with script tags and one with an import map', () => {
  expect(pages.some(({ code }) => code.includes(`<script src="${cdn}/mbib@${version}"></script>`))).toBe(
    true,
  );
  expect(pages.some(({ code }) => code.includes('<script type="importmap">'))).toBe(true);
});

describe.skipIf(noChromium)('in Chromium', () => {
  let project: string;
  let browser: Browser;

  beforeAll(async () => {
    const packages = ['tfjs', 'tfjs-backend-wasm'].map((name) => `@tensorflow/${name}@${tfjs}`);
    project = await createProject(inject('tarball'), ...packages);
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser.close();
    rmSync(project, { recursive: true, force: true });
  });

  test.each(pages.map((page, index) => [index + 1, page] as const))('page %i', async (_, page) => {
    expect(await textOf(browser, project, page.code)).toBe(promised(page).join('\n'));
    if (page.name !== 'README') return;
    const way = page.code.includes('importmap') ? 'import map' : 'script tags';
    results.push([`README's page with ${way}`, tfjs, 'runs']);
  });

  test.each([cdn, 'https://unpkg.com'])('mbib.training is beside mbib, from %s', async (origin) => {
    const html = `<body>
      <script src="${origin}/@tensorflow/tfjs@${tfjs}"></script>
      <script src="${origin}/mbib@${version}"></script>
      <script>
        const x = tf.variable(tf.scalar(3));
        mbib.training.sgd({ learningRate: 0.25 }).minimize(() => tf.square(x));
        document.body.append(x.dataSync()[0]);
      </script>`;
    expect(await textOf(browser, project, html)).toBe('1.5');
    results.push([`\`mbib.training\`, script tags from ${new URL(origin).host}`, tfjs, 'runs']);
  });

  test('mbib before tfjs asks for the script tag of tfjs', async () => {
    const html = `<body><script src="${cdn}/mbib@${version}"></script>`;
    await expect(textOf(browser, project, html)).rejects.toThrow(
      'mbib found no TensorFlow.js: put the script tag of @tensorflow/tfjs before it',
    );
  });

  const trainOnWasm = (accelerate: string) => `<body>
    <script src="${cdn}/@tensorflow/tfjs@${tfjs}"></script>
    <script src="${cdn}/@tensorflow/tfjs-backend-wasm@${tfjs}/dist/tf-backend-wasm.min.js"></script>
    ${accelerate}
    <script type="module">
      await tf.setBackend('wasm');
      const images = tf.ones([1, 4, 4, 1]);
      const gradient = tf.grad((kernel) => tf.sum(tf.conv2d(images, kernel, 1, 'valid')));
      document.body.append(tf.getBackend(), ' ', gradient(tf.zeros([2, 2, 1, 1])).dataSync().join(' '));
    </script>`;

  test('the script tag of mbib/accelerate brings the gradients that wasm lacks', async () => {
    const accelerate = `<script src="${cdn}/mbib@${version}/dist/script/accelerate.min.js"></script>`;
    expect(await textOf(browser, project, trainOnWasm(accelerate))).toBe('wasm 9 9 9 9');
    await expect(textOf(browser, project, trainOnWasm(''))).rejects.toThrow("Kernel 'Conv2DBackpropFilter'");
    results.push(['`accelerate.min.js` after the script tag of wasm', tfjs, 'runs']);
  });

  test('docs/compatibility.md has what came out', () => {
    expectDocumented('pages', ['page in Chromium', 'tfjs', 'result'], results);
  });
});
