import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumArgumentsWithoutGpu } from '../../support/chromium';
import { openBeside, plainPage } from '../../support/classifier-page';
import { imageFolder, imageOfOne } from './image-files';
import {
  noChromium,
  type OpenPage,
  openPlayground,
  runsOf,
  type Served,
  servePlayground,
  showScene,
  train,
  violationsOf,
} from './page-actions';

const run = promisify(execFile);

/** Chromium's camera that shows a moving picture, and that asks nobody. */
const camera = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

describe.skipIf(noChromium)(`own pictures${noChromium ?? ''}`, { timeout: 200_000 }, () => {
  let served: Served;
  let open: OpenPage;

  beforeAll(async () => {
    served = await servePlayground([...chromiumArgumentsWithoutGpu, ...camera]);
    open = await openPlayground(served, { acceptDownloads: true });
    const folder = await imageFolder(join(served.folder, 'images'), { red: 8, green: 5, blue: 1 });
    await writeFile(join(folder, 'red', 'broken.png'), 'no picture');
    await open.page.check('[name=data][value=own]');
    await open.page.setInputFiles('input[webkitdirectory]', folder);
    await open.page.locator('.own-classes > li').nth(2).waitFor();
  }, 120_000);

  afterAll(() => served?.close());

  test('are shown as they were understood: classes, counts, and what was left out', async () => {
    const { page } = open;
    const counts = page.locator('.own-counts');
    await expect
      .poll(async () => (await counts.allTextContents()).sort())
      .toEqual(['1 to train, none to test', '4 to train, 1 to test', '6 to train, 2 to test']);
    expect(await page.locator('.own-pictures').textContent()).toMatch(/broken\.png/);
    expect(await violationsOf(page)).toEqual([]);
  });

  test('come from the camera, too, while a button is held', async () => {
    const { page } = open;
    await page.getByRole('button', { name: 'Use the camera' }).click();
    const hold = page
      .locator('.own-classes > li', { has: page.locator('input[title=blue]') })
      .getByRole('button', { name: /Hold/ });
    await hold.hover();
    await page.mouse.down();
    await expect
      .poll(() => page.locator('[aria-label="Pictures of blue"] img').count(), { timeout: 20_000 })
      .toBeGreaterThan(3);
    await page.mouse.up();
    await page.getByRole('button', { name: /camera off|Switch|Stop the camera/i }).click();
    expect(open.complaints).toEqual([]);
  });

  test('train heads on features, whose classifier answers in plain tfjs as in the playground', async () => {
    const { page } = open;
    await page.selectOption('[name=first]', 'mbib');
    await page.selectOption('[name=second]', 'none');
    await train(page, { epochs: 3 });
    const [trained] = await runsOf(page);
    expect(trained).toMatchObject({ status: 'finished', settings: { from: 'features' } });

    await showScene(page, 'Try it');
    const picture = join(served.folder, 'red.png');
    await sharp({ create: { width: 224, height: 224, channels: 3, background: 'red' } })
      .png()
      .toFile(picture);
    await page.setInputFiles('#scene-try input[accept="image/*"]', picture);
    const rows = page.locator('.answer li');
    await rows.first().waitFor();
    const said = (await rows.allTextContents()).join(' ');

    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download MBIB' }).click();
    const download = await downloading;
    const archive = join(served.folder, download.suggestedFilename());
    await download.saveAs(archive);
    expect(basename(archive)).toMatch(/mbib.*\.zip$/);
    const unpacked = join(served.folder, 'unpacked');
    await mkdir(unpacked);
    await run('unzip', ['-o', archive, '-d', unpacked]);
    const { page: plain, errors } = await openBeside(served.browser, unpacked, plainPage);
    const answer = await plain.evaluate(async () => {
      // biome-ignore lint/suspicious/noExplicitAny: the page has tfjs as a script
      const { tf } = globalThis as any;
      await tf.setBackend('cpu');
      const model = await tf.loadLayersModel('model.json');
      const [, height, width] = model.inputs[0].shape;
      const red = tf.tile(tf.tensor([255, 0, 0], [1, 1, 1, 3]), [1, height, width, 1]);
      const { labels } = await (await fetch('labels.json')).json();
      return { labels, probabilities: Array.from(await model.predict(red).data()) as number[] };
    });
    expect(errors).toEqual([]);
    for (const [k, label] of (answer.labels as string[]).entries()) {
      const percent = Number(new RegExp(`${label}\\s*([\\d.]+)`).exec(said)![1]);
      expect(Math.abs(percent - 100 * answer.probabilities[k]!)).toBeLessThan(0.6);
    }
    await plain.close();

    await page.setInputFiles('#model-files', archive);
    const answers = page.locator('.answer ol');
    await expect.poll(() => answers.count()).toBe(2);
    const [before] = await answers.allTextContents();
    await page.setInputFiles(
      '#scene-try input[accept="image/*"]',
      await imageOfOne(join(served.folder, 'one.png')),
    );
    // Each answers by itself: they are compared once both have taken the new picture.
    const bothSay = async () => {
      const [first, second, ...others] = await answers.allTextContents();
      return {
        isNew: first !== undefined && first !== before,
        alike: first === second && others.length === 0,
      };
    };
    await expect.poll(bothSay).toEqual({ isNew: true, alike: true });
    expect(await violationsOf(page)).toEqual([]);
  });

  test('are the same data again after a reload', async () => {
    const { page } = open;
    const before = await page.evaluate('playground.data');
    const counts = await page.locator('.own-counts').allTextContents();
    await page.reload();
    await page.waitForFunction(`playground.data === ${JSON.stringify(before)}`);
    expect(await page.isChecked('[name=data][value=own]')).toBe(true);
    expect((await page.locator('.own-counts').allTextContents()).sort()).toEqual(counts.sort());
    expect(open.complaints).toEqual([]);
  });
});
