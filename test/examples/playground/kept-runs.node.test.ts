import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumArgumentsWithoutGpu } from '../../support/chromium';
import {
  noChromium,
  type OpenPage,
  openPlayground,
  type Served,
  servePlayground,
  showScene,
  train,
  usable,
} from './page-actions';

const kept =
  'playground.runs.map(({ id, settings, status, outputs, log }) => [id, settings.method, settings.beta, status, Array.from(outputs.predictions), log.epochs])';

describe.skipIf(noChromium)(`runs of the playground${noChromium ?? ''}`, { timeout: 200_000 }, () => {
  let served: Served;
  let open: OpenPage;

  beforeAll(async () => {
    served = await servePlayground(chromiumArgumentsWithoutGpu);
    open = await openPlayground(served, { acceptDownloads: true });
    await open.page.selectOption('[name=first]', 'mbib');
    await open.page.selectOption('[name=second]', 'none');
    for (const beta of ['1', '5']) await train(open.page, { epochs: 1, passes: 1, seeds: 2, beta });
  });

  afterAll(() => served?.close());

  test('stay over a reload, and show in another tab until they are removed in one', async () => {
    const { page, complaints } = open;
    const before = await page.evaluate(kept);
    expect(before).toHaveLength(4);
    await page.reload();
    await usable(page);
    await page.waitForFunction('playground.runs.length === 4');
    expect(await page.evaluate(kept)).toEqual(before);
    await showScene(page, 'Runs');
    await expect.poll(() => page.locator('.run-label').allTextContents()).toEqual(['MBIB, β 1', 'MBIB, β 5']);

    const other = await page.context().newPage();
    await other.goto(served.url);
    await other.waitForFunction('playground.runs.length === 4');
    await showScene(other, 'Runs');
    await other.getByRole('button', { name: 'More about MBIB, β 5' }).click();
    await other.getByRole('button', { name: 'Remove… seed 1 of MBIB, β 5' }).click();
    expect(await other.evaluate('playground.runs.length')).toBe(4);
    await other.getByRole('button', { name: 'Press again to remove seed 1 for good' }).click();
    await page.waitForFunction('playground.runs.length === 3');
    await other.close();
    expect(complaints).toEqual([]);
  });

  test('are saved as a report that needs nothing else, and a link sets what they were trained with', async () => {
    const { page } = open;
    await showScene(page, 'Runs');
    await page.locator('.share-bar select').selectOption('all');
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Report page' }).click();
    const file = join(served.folder, 'report.html');
    await (await downloading).saveAs(file);
    expect(await readFile(file, 'utf8')).toMatch(/MBIB, β 5/);
    const report = await page.context().newPage();
    await report.goto(`file://${file}`);
    await report.locator('[data-chart=accuracy-all] svg').first().waitFor();
    await report.close();

    await page.evaluate("location.hash = '#methods=bib&epochs=3&beta=2.5'");
    await expect.poll(() => page.locator('[name=beta]').inputValue()).toBe('2.5');
    expect(await page.locator('[name=first]').inputValue()).toBe('bib');
    await showScene(page, 'The data');
    await page.evaluate("location.hash = '#methods=bib&epochs=x'");
    await page.getByText(/epochs must be a whole number/).waitFor({ state: 'visible' });
  });

  test('are there without a network, as the page is, which trains as before', async () => {
    const { page } = open;
    await page.waitForFunction('navigator.serviceWorker.controller !== null');
    await page.context().setOffline(true);
    await page.reload();
    await usable(page);
    await page.waitForFunction('playground.runs.length === 3');
    await page.selectOption('[name=first]', 'ce');
    await page.selectOption('[name=second]', 'none');
    await train(page, { epochs: 1, passes: 1, seeds: 1 });
    await page.waitForFunction("playground.runs.filter(({ status }) => status === 'finished').length === 4");
    await page.context().setOffline(false);
  });
});
