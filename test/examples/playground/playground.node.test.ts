import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { build, type PreviewServer, preview } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { job } from '../../../examples/digits';
import { longTailedDigits } from '../../../src/jobs/data/digits/long-tailed-digits';
import { loadDigits } from '../../../src/jobs/files/load-digits';
import { runJob } from '../../../src/jobs/run/run-job';
import { chromiumArguments, findChromium } from '../../support/chromium';
import { openBeside, plainPage } from '../../support/classifier-page';
import { accuracyOf } from '../../support/plain-accuracy';
import { imageFolder, imageOfOne } from './image-files';
import {
  dropFolder,
  loadClassifier,
  openPlayground,
  saveClassifier,
  train,
  trainedRuns,
} from './page-actions';

const run = promisify(execFile);
const chromiumPath = findChromium();
const screenshots = process.env.UPDATE_SCREENSHOTS
  ? fileURLToPath(new URL('../../../docs/images', import.meta.url))
  : undefined;

const reason = ' (skipped: Chromium is not installed, `apt-get install chromium`)';

// Software GPUs share the cores with other tests.
describe.skipIf(!chromiumPath)(`the playground${chromiumPath ? '' : reason}`, { timeout: 400_000 }, () => {
  let folder: string;
  let server: PreviewServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'playground-'));
    const configFile = fileURLToPath(new URL('../../../examples/playground/vite.config.ts', import.meta.url));
    const config = { configFile, logLevel: 'error', build: { outDir: join(folder, 'page') } } as const;
    await build(config);
    server = await preview({ ...config, preview: { port: 0 } });
    browser = await chromium.launch({ executablePath: chromiumPath!, args: chromiumArguments });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    context.setDefaultTimeout(120_000);
    page = await context.newPage();
    complaints = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await openPlayground(page, server.resolvedUrls!.local[0]!);
  });

  afterEach(async () => {
    await context.close();
  });

  test('is small, is soon there, and offers the backends of this machine', { retry: 2 }, async () => {
    const ready = await page.evaluate(() => performance.now());
    expect(ready).toBeLessThan(3_000);
    const loaded = await page.evaluate(() => {
      const entries = [
        ...performance.getEntriesByType('navigation'),
        ...performance.getEntriesByType('resource'),
      ];
      return (entries as PerformanceResourceTiming[]).reduce(
        (sum, { transferSize }) => sum + transferSize,
        0,
      );
    });
    expect(loaded).toBeGreaterThan(100_000);
    expect(loaded).toBeLessThan(1_500_000);
    const backends = await page
      .locator('[name=backend] option')
      .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
    expect(backends).toEqual(['wasm', 'webgpu', 'webgl', 'cpu']);
  });

  test('trains the digits as the demo does in Node', async () => {
    await train(page, { backend: 'wasm', epochs: 2 });
    const runs = await trainedRuns(page);
    for (const { start, epochs } of runs) {
      const method = start.method as 'ce' | 'mbib';
      const out = join(folder, method);
      const { last } = await runJob(job, { method, epochs: 2, seed: 0, backend: 'wasm', out });
      expect(Math.abs(epochs.at(-1)!.accuracy.all! - last.accuracy.all!)).toBeLessThan(0.02);
    }
    expect(complaints).toEqual([]);
  });

  // On webgpu's software GPU an epoch takes twenty seconds: one says as much.
  describe.each([
    ['webgl', 2],
    ['webgpu', 1],
  ] as const)('on %s', (backend, epochs) => {
    test('shows the figures of both runs, and saves, loads and tries a classifier', async () => {
      await train(page, { backend, epochs, passes: 1 });
      const runs = await trainedRuns(page);
      expect(runs.map((run) => [run.start.method, run.epochs.length])).toEqual([
        ['ce', epochs],
        ['mbib', epochs],
      ]);
      const rows = await page.locator('table.groups tbody tr:first-child td:nth-child(3)').allTextContents();
      const percents = runs.map((run) => (100 * run.epochs.at(-1)!.accuracy.all!).toFixed(1));
      expect(rows.slice(0, 2)).toEqual(percents);
      for (const chart of ['accuracy-all', 'training-loss', 'class-accuracy', 'class-difference']) {
        await page.locator(`[data-chart=${chart}] svg[role=img]`).first().waitFor();
      }
      await page.locator('#scatter svg[role=img]').nth(1).waitFor();
      expect(await page.locator('#confusions li').count()).toBeGreaterThan(2);

      const archive = await saveClassifier(page, 'MBIB', join(folder, backend));
      expect(basename(archive)).toBe('digits-mbib.zip');
      await loadClassifier(page, [archive]);
      await page.getByRole('button', { name: 'A test image' }).click();
      const answers = page.locator('#answers div ol');
      await expect.poll(() => answers.count()).toBe(3);
      const texts = await answers.allTextContents();
      expect(texts[2]).toBe(texts[1]);
      expect(complaints).toEqual([]);
    });

    test('says that the device is lost, and starts again', async () => {
      await train(page, { backend, epochs: 50, passes: 1 }, 'running');
      await page.evaluate('playground.loseDevice()');
      const alert = page.getByRole('alert');
      await expect.poll(() => alert.textContent()).toMatch(/was lost/);
      await page.getByRole('button', { name: 'Start again' }).click();
      await page.locator('body[data-phase=running]').waitFor();
      expect(await alert.isVisible()).toBe(false);
      const steps = page.locator('progress').first();
      await expect.poll(() => steps.evaluate((bar) => (bar as HTMLProgressElement).value)).toBeGreaterThan(0);
    });

    test('frees every tensor of four short runs', async () => {
      for (let run = 0; run < 4; run++) {
        await train(page, { backend, epochs: 5 }, 'running');
        await page.getByRole('button', { name: 'Stop' }).click();
        await page.locator('body[data-phase=idle]').waitFor();
        const { tensors, baseline } = await page.evaluate(() => ({ ...document.body.dataset }));
        expect([run, tensors]).toEqual([run, baseline]);
      }
    });
  });

  test('trains on a folder that is dropped on it', async () => {
    await dropFolder(page, await imageFolder(join(folder, 'images'), { red: 16, green: 10, blue: 4 }));
    await expect
      .poll(() => page.locator('#drop-text').textContent())
      .toBe('3 classes: 22 images to train, 8 images to test.');
    await train(page, { backend: 'wasm', epochs: 1 });
    const [run] = await trainedRuns(page);
    expect(run!.start).toMatchObject({ classNames: ['red', 'green', 'blue'], samplesPerClass: [12, 7, 3] });
    expect(complaints).toEqual([]);
  });

  test.each([
    [{ red: 8 }, /one sub-folder/],
    [{ red: 8, green: 2 }, /'green' has 2 images that can be read, and needs at least 4/],
  ])('says what is wrong with the folder %j', async (classes, message) => {
    await dropFolder(
      page,
      await imageFolder(join(folder, JSON.stringify(classes).length.toString()), classes),
    );
    await expect.poll(() => page.getByRole('alert').textContent()).toMatch(message);
  });

  test('says what a drawing is, what an image is, and why a file is none', async () => {
    await train(page, { backend: 'wasm', epochs: 1 });
    const answers = page.locator('#answers div ol');
    await page.locator('#pad').scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await page.locator('#pad').boundingBox())!;
    await page.mouse.move(x + width / 2, y + height / 4);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, y + (3 * height) / 4, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => answers.count()).toBe(2);
    await page.getByRole('button', { name: 'Clear' }).click();
    expect(await answers.count()).toBe(0);

    await page.setInputFiles('#image', await imageOfOne(join(folder, 'one.png')));
    await expect.poll(() => answers.count()).toBe(2);

    const text = join(folder, 'notes.png');
    await writeFile(text, 'no image');
    await page.setInputFiles('#image', text);
    await expect
      .poll(() => page.getByRole('alert').textContent())
      .toMatch(/notes\.png is no image that this browser reads/);
  });

  test('a downloaded classifier is one that plain tfjs loads: pixels go in, and it is right as often as the page says', async () => {
    await train(page, { backend: 'wasm', epochs: 2 });
    const said = (await trainedRuns(page))[1]!.epochs.at(-1)!.accuracy.all!;
    const unpacked = join(folder, 'unpacked');
    await run('unzip', ['-o', await saveClassifier(page, 'MBIB', join(folder, 'plain')), '-d', unpacked]);
    const names = (await readdir(unpacked)).map((name) =>
      name.replace(/^weights-[0-9a-f]{16}\.bin$/, 'weights'),
    );
    expect(names.sort()).toEqual(['README.md', 'labels.json', 'model.json', 'weights']);
    const { test: digits } = longTailedDigits(loadDigits(), 0);
    const { page: plain, errors } = await openBeside(browser, unpacked, plainPage);
    const accuracy = await plain.evaluate(accuracyOf, {
      pixels: Array.from(digits.images),
      labels: Array.from(digits.labels),
      shape: [digits.height, digits.width, digits.channels],
    });
    await plain.close();
    expect(errors).toEqual([]);
    // One image more or less, where the rounding of two backends decides.
    expect(Math.abs(accuracy - said)).toBeLessThan(2 / digits.labels.length);
  });

  test('takes the files of a classifier unpacked, with the names of its classes, and refuses those of two', async () => {
    await train(page, { backend: 'wasm', epochs: 1 });
    const folders = [join(folder, 'ce'), join(folder, 'bib')];
    for (const [i, method] of ['Cross entropy', 'MBIB'].entries()) {
      await run('unzip', ['-o', await saveClassifier(page, method, folders[i]!), '-d', folders[i]!]);
    }
    const files = await Promise.all(
      folders.map(async (each) => (await readdir(each)).map((name) => join(each, name))),
    );
    const [first, second] = files.map((each) => each.filter((name) => /\.(bin|json)$/.test(name)));
    await loadClassifier(page, first!);
    await expect.poll(() => page.locator('#try').isVisible()).toBe(true);
    expect(await page.getByRole('alert').isVisible()).toBe(false);
    const part = (paths: string[], pattern: RegExp) => paths.filter((path) => pattern.test(path));
    await loadClassifier(page, [...part(first!, /json$/), ...part(second!, /bin$/)]);
    await expect.poll(() => page.getByRole('alert').textContent()).toMatch(/not of one download/);
    await loadClassifier(page, [...part(first!, /model\.json$|bin$/), ...part(second!, /labels\.json$/)]);
    await expect
      .poll(() => page.getByRole('alert').textContent())
      .toMatch(/labels\.json and model\.json are not/);
  });

  test.each([
    ['no model.json', { 'weights.bin': 'abcd' }, /model\.json/],
    ['a model.json that is no JSON', { 'model.json': '{', 'weights.bin': 'abcd' }, /is no JSON/],
    ['JSON of something else', { 'model.json': '{}', 'weights.bin': 'abcd' }, /no layers model/],
  ])('refuses %s as a classifier', async (name, files, message) => {
    const paths = Object.keys(files).map((file) => join(folder, name, file));
    await mkdir(join(folder, name), { recursive: true });
    await Promise.all(Object.values(files).map((content, i) => writeFile(paths[i]!, content)));
    await loadClassifier(page, paths);
    await expect.poll(() => page.getByRole('alert').textContent()).toMatch(message);
    expect(await page.locator('#try').isVisible()).toBe(false);
  });

  test("trains other papers' methods, with the fields of their options and no others", async () => {
    const shown = () =>
      page
        .locator('#loss-fields input:visible')
        .evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).name));
    expect(await shown()).toEqual(['beta', 'gamma', 'm', 'a', 'b', 'tau']);
    const headings = await page
      .locator('[name=first] optgroup')
      .evaluateAll((groups) => groups.map((group) => (group as HTMLOptGroupElement).label));
    expect(headings).toEqual([
      'Methods',
      'Losses of other papers',
      "The paper's variants",
      'Several experts',
    ]);
    await page.selectOption('[name=first]', 'ldam-drw');
    await page.selectOption('[name=second]', 'lade');
    expect(await shown()).toEqual(['cbBeta', 'drwStart', 'ldamMargin', 'ladeAlpha', 'ladeLambda']);
    await train(page, { backend: 'wasm', epochs: 2, passes: 1 });
    const options = (await trainedRuns(page)).map(({ start }) => start.options);
    expect(options).toMatchObject([
      { method: 'ldam-drw', drwStart: 0.8, ldamMargin: 0.5 },
      { method: 'lade', ladeAlpha: 0.1 },
    ]);
    await page.selectOption('[name=first]', 'ce');
    await page.selectOption('[name=second]', 'ce-2branch');
    expect(await page.locator('#loss-set').isVisible()).toBe(false);
    expect(complaints).toEqual([]);
  });

  test('names an option that cannot be used', async () => {
    await page.fill('[name=beta]', '');
    await page.getByRole('button', { name: 'Train both' }).click();
    expect(await page.getByRole('alert').textContent()).toMatch(/β must be a finite number, got NaN/);
    expect(await page.locator('[name=beta]').getAttribute('aria-invalid')).toBe('true');
  });

  test('stops a training that diverges', async () => {
    await train(page, { backend: 'wasm', epochs: 7, beta: '1e18' }, 'idle');
    expect(await page.getByRole('alert').textContent()).toMatch(/training has diverged.*smaller β/);
    const { tensors, baseline } = await page.evaluate(() => ({ ...document.body.dataset }));
    expect(tensors).toBe(baseline);
  });

  test('is paused, goes on, and answers input while it trains', { retry: 2 }, async () => {
    await train(page, { backend: 'wasm', epochs: 3 }, 'running');
    await page.evaluate(() => {
      const tasks: number[] = [];
      Object.assign(window, { tasks });
      new PerformanceObserver((list) =>
        tasks.push(...list.getEntries().map(({ duration }) => duration)),
      ).observe({
        type: 'longtask',
      });
    });
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.waitForTimeout(300);
    const value = () =>
      page.locator('progress').evaluateAll((bars) => bars.map((bar) => (bar as HTMLProgressElement).value));
    const paused = await value();
    await page.waitForTimeout(500);
    expect(await value()).toEqual(paused);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.locator('body[data-phase=finished]').waitFor();
    const tasks = (await page.evaluate('tasks')) as number[];
    // Input waits for the longest of them: 100 ms at most, and half as much again on a busy machine.
    expect(Math.max(0, ...tasks)).toBeLessThan(150);
  });

  test('has no accessibility violation, in light, dark and on a phone', async () => {
    await train(page, { backend: 'wasm', epochs: 2 });
    await page.getByRole('button', { name: 'A test image' }).click();
    await page.locator('#answers ol').first().waitFor();
    const looks = [
      { name: 'light', colorScheme: 'light', width: 1280, height: 1800 },
      { name: 'dark', colorScheme: 'dark', width: 1280, height: 1800 },
      { name: 'phone', colorScheme: 'light', width: 390, height: 844 },
    ] as const;
    for (const { name, colorScheme, width, height } of looks) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height });
      // The charts are drawn anew for the width.
      await page.waitForTimeout(500);
      await page.evaluate(() => window.scrollTo(0, 0));
      await page.screenshot({ path: join(screenshots ?? folder, `playground-${name}.png`) });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      if (name === 'light') continue;
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    }
  });
});
