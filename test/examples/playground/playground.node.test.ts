import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Page, Response } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  choose,
  ended,
  noChromium,
  type OpenPage,
  openPlayground,
  runsOf,
  type Served,
  servePlayground,
  showScene,
  stepsDone,
  train,
  usable,
  violationsOf,
} from './page-actions';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../..', import.meta.url));
/** Where the pictures of the documentation are written, where they are asked for. */
const screenshots = process.env.UPDATE_SCREENSHOTS && join(root, 'docs/images');
const scenes = ['The data', 'Why it helps', 'Training', 'Runs', 'Try it'];

describe.skipIf(noChromium)(`the playground${noChromium ?? ''}`, { timeout: 300_000 }, () => {
  let served: Served;
  let open: OpenPage;
  let page: Page;

  beforeAll(async () => {
    served = await servePlayground();
    open = await openPlayground(served);
    page = open.page;
  }, 120_000);

  afterAll(() => served?.close());

  /** Loads the page anew, without what earlier tests have trained. */
  const anew = async () => {
    await page.context().close();
    open = await openPlayground(served);
    page = open.page;
  };

  test('can be used within 2 s, of 600 kB at most, and offers the backends of this machine', {
    retry: 2,
  }, async () => {
    const context = await served.browser.newContext({ viewport: { width: 1280, height: 720 } });
    const fresh = await context.newPage();
    const bodies: Promise<Buffer>[] = [];
    const keep = (response: Response) => void bodies.push(response.body());
    fresh.on('response', keep);
    await fresh.goto(served.url);
    await usable(fresh);
    const milliseconds = await fresh.evaluate(() => performance.now());
    // What comes later cannot be read any more once the page is closed.
    fresh.off('response', keep);
    const loaded = await Promise.all(bodies);
    const bytes = loaded.reduce((sum, body) => sum + gzipSync(body).length, 0);
    await context.close();
    expect(milliseconds).toBeLessThan(2_000);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(600_000);
    const backends = await page
      .locator('[name=backend] option')
      .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
    expect(backends).toEqual(['wasm', 'webgpu', 'webgl', 'cpu']);
  });

  test('trains the digits as the demo does in Node, to the digit', async () => {
    await train(page, { epochs: 2 });
    const runs = await runsOf(page);
    for (const { settings, log } of runs) {
      // Chromium multiplies and adds in one rounding, which Node 20 does where it is asked to.
      const flags = ['--experimental-wasm-relaxed-simd', '--import', 'tsx', 'examples/mbib.ts'];
      const out = join(served.folder, settings.method);
      const options = ['--method', settings.method, '--epochs', '2', '--backend', 'wasm', '--out', out];
      await run('node', [...flags, 'train', 'digits', ...options], { cwd: root });
      const lines = (await readFile(join(out, 'log.jsonl'), 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(log!.start.arithmetic).toBe(lines[0].arithmetic);
      const accuracies = lines.filter(({ type }) => type === 'epoch').map(({ perClass }) => perClass);
      expect(log!.epochs.map(({ perClass }) => perClass)).toEqual(accuracies);
    }
    const mbib = runs.find(({ settings }) => settings.method === 'mbib')!;
    expect(mbib.heads!.map(({ name }) => name)).toEqual(['v1', 'v2', 'v3', 'z']);
    expect(mbib.steps.at(-1)!.step).toBe(88);
    expect(await page.evaluate('playground.memory')).toEqual({ tensors: 0, baseline: 0 });
    expect(open.complaints).toEqual([]);
  });

  test('moves nothing in a whole run, pauses, goes on, and answers input while it trains', {
    retry: 2,
  }, async () => {
    await anew();
    await page.evaluate(() => {
      const seen = { shift: 0, tasks: [0] };
      Object.assign(window, { seen });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & {
          value: number;
          hadRecentInput: boolean;
        })[]) {
          if (!entry.hadRecentInput) seen.shift += entry.value;
        }
      }).observe({ type: 'layout-shift', buffered: true });
      new PerformanceObserver((list) =>
        seen.tasks.push(...list.getEntries().map(({ duration }) => duration)),
      ).observe({ type: 'longtask' });
    });
    await choose(page, { epochs: 3 });
    await page.click('#start');
    await stepsDone(page, 5);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.waitForTimeout(500);
    const done = async () => (await runsOf(page)).map((each) => each.done);
    const paused = await done();
    await page.waitForTimeout(500);
    expect(await done()).toEqual(paused);
    await page.getByRole('button', { name: 'Continue' }).click();
    await ended(page);
    const { shift, tasks } = (await page.evaluate('seen')) as { shift: number; tasks: number[] };
    expect(shift).toBeLessThanOrEqual(0.02);
    // Input waits for the longest of them: 100 ms at most, and half as much again on a busy machine.
    expect(Math.max(...tasks)).toBeLessThan(150);
    expect(open.complaints).toEqual([]);
  });

  test('keeps what a stopped run has learnt', async () => {
    await choose(page, { epochs: 50 });
    await page.click('#start');
    await page.waitForFunction(
      'playground.logs.filter(({ start, epochs }) => start.epochs === 50 && epochs.length > 0).length === 2',
    );
    await page.getByRole('button', { name: 'Stop' }).click();
    await ended(page);
    const stopped = (await runsOf(page)).filter(({ status }) => status === 'stopped');
    expect(stopped).toHaveLength(2);
    for (const { classifier } of stopped) expect(classifier).toBeGreaterThan(50_000);
  });

  test('says of an option that cannot be used beside it what it must be, until it is mended', async () => {
    const field = page.locator('[name=beta]');
    const problem = page.locator('.field', { has: field }).getByRole('alert');
    await page.fill('[name=beta]', '');
    expect(await problem.textContent()).toMatch(/β must be a finite number, got NaN/);
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await violationsOf(page)).toEqual([]);
    const before = (await runsOf(page)).length;
    await page.click('#start');
    expect(await field.evaluate((input) => input === document.activeElement)).toBe(true);
    expect((await runsOf(page)).length).toBe(before);
    await page.fill('[name=beta]', '2');
    expect(await problem.count()).toBe(0);
    expect(await page.locator('.next-or-now').textContent()).toMatch(/β 2 \(stage: 1\)/);
    await page.selectOption('[name=second]', 'ce');
    await page.click('#start');
    const same = page.locator('#problem-methods');
    expect(await same.textContent()).toMatch(/are the same method/);
    await page.selectOption('[name=second]', 'mbib');
    expect(await same.count()).toBe(0);
  });

  test('says that a training diverges, and what to do', async () => {
    await train(page, { epochs: 7, beta: '1e18' });
    const failed = (await runsOf(page)).filter(({ status }) => status === 'failed');
    expect(failed.map(({ error }) => error)).toEqual([expect.stringMatching(/diverged.*smaller β/)]);
    expect(await page.locator('.status').getByRole('alert').textContent()).toMatch(/MBIB.*smaller β/);
    expect(await page.evaluate('playground.memory')).toMatchObject({ tensors: 0 });
  });

  test("trains other papers' methods, with the fields of their options and no others", async () => {
    await anew();
    const shown = () =>
      page
        .locator('.loss-fields input')
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
    await train(page, { epochs: 2, passes: 1 });
    expect((await runsOf(page)).map(({ log }) => log!.start.options)).toMatchObject([
      { method: 'ldam-drw', drwStart: 0.8, ldamMargin: 0.5 },
      { method: 'lade', ladeAlpha: 0.1 },
    ]);
    await page.selectOption('[name=first]', 'ce');
    await page.selectOption('[name=second]', 'none');
    expect(await page.locator('.loss-fields').count()).toBe(0);
    expect(await page.locator('#start').textContent()).toBe('Train');
  });

  // On webgpu's software GPU an epoch of MBIB takes twenty seconds; two steps of cross entropy say as much.
  test.each(['webgl', 'webgpu'])(
    'on %s frees every tensor, says that the device is lost, and starts again',
    async (backend) => {
      await anew();
      await page.selectOption('[name=second]', 'none');
      await choose(page, { backend, epochs: 50, passes: 1 });
      await page.click('#start');
      await stepsDone(page, 2);
      await page.evaluate('playground.loseDevice()');
      const alert = page.locator('.status').getByRole('alert');
      await expect.poll(() => alert.textContent()).toMatch(/was lost/);
      await page.getByRole('button', { name: 'Start again' }).click();
      await stepsDone(page, 2);
      expect(await alert.count()).toBe(0);
      await page.getByRole('button', { name: 'Stop' }).click();
      await ended(page);
      const { tensors, baseline } = (await page.evaluate('playground.memory')) as Record<string, number>;
      expect(tensors).toBe(baseline);
      expect((await runsOf(page))[0]!.classifier).toBeGreaterThan(50_000);
    },
  );

  test('has no accessibility violation before, while and after it trains, in light, dark and on a phone', async () => {
    await anew();
    const looks = [
      { name: 'light', colorScheme: 'light', width: 1280, height: 720 },
      { name: 'dark', colorScheme: 'dark', width: 1440, height: 900 },
      { name: 'phone', colorScheme: 'light', width: 390, height: 844 },
    ] as const;
    const lookAt = async (
      state: string,
      { name, colorScheme, width, height }: (typeof looks)[number],
      shown: readonly string[],
    ) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height });
      for (const scene of width < 1000 ? [undefined] : shown) {
        if (scene) await showScene(page, scene);
        expect([state, scene, await violationsOf(page)]).toEqual([state, scene, []]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      }
      if (!screenshots || state !== 'after') return;
      if (width >= 1000) await showScene(page, 'Training');
      // The charts are drawn anew for the size.
      await page.waitForTimeout(2_000);
      await page.screenshot({ path: join(screenshots, `playground-${name}.png`) });
    };
    await lookAt('before', looks[0], scenes);
    await page.click('#start');
    await stepsDone(page, 50);
    await page.getByRole('button', { name: 'Pause' }).click();
    await lookAt('while', looks[1], ['Training']);
    await page.getByRole('button', { name: 'Continue' }).click();
    await ended(page);
    await lookAt('after', looks[0], ['Training']);
    await lookAt('after', looks[1], scenes);
    await lookAt('after', looks[2], []);
  });
});
