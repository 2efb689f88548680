import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeReport } from '../../../src/jobs/files/write-report';
import { chromiumArgumentsWithoutGpu as args, findChromium } from '../../support/chromium';
import { greyPixel, writeLargeRun, writeRun } from './write-run';

const executablePath = findChromium();

/** Far above what a free core takes: this one is shared with other tests. */
const OPENING_MILLISECONDS = 10_000;

const names = ['<b>bold</b>', '"quoted" & \'single\'', 'plain'];

/** Six test images of each of three classes; the first is taken for the third once, and the third for the first four times. */
const labels = [0, 1, 2].flatMap((k) => Array<number>(6).fill(k));
const predictions = labels.map((k, i) => (i === 0 ? 2 : i >= 14 ? 0 : k));
const confidence = labels.map((_, i) => (i >= 14 ? 0.9 : 0.6));

describe.skipIf(executablePath === undefined)(
  'what a report answers, in Chromium',
  { timeout: 120_000 },
  () => {
    let browser: Browser;
    let folder: string;
    let page: Page;

    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: executablePath!, args });
      folder = await mkdtemp(join(tmpdir(), 'report-'));
      const testPerClass = [6, 6, 6];
      const mistake = { image: 14, label: 2, prediction: 0, confidence: 0.9, picture: greyPixel };
      const choices = { classNames: names, testPerClass };
      const predicted = { labels, predictions, confidence };
      await writeRun(
        join(folder, 'runs', 'ce'),
        { ...choices, method: 'ce', perClass: [[1, 1, 1]] },
        predicted,
      );
      await writeRun(join(folder, 'runs', 'mbib'), { ...choices, perClass: [[5 / 6, 1, 2 / 6]] }, predicted, [
        mistake,
      ]);
      page = await open('small', [join(folder, 'runs')]);
    }, 120_000);

    afterAll(async () => {
      await browser.close();
      await rm(folder, { recursive: true });
    });

    async function open(name: string, runs: string[]): Promise<Page> {
      const file = join(folder, `${name}.html`);
      await writeReport(runs, file);
      const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
      const opened = await context.newPage();
      await opened.goto(pathToFileURL(file).href);
      return opened;
    }

    const rowsOf = (list: string) => page.locator(`[data-list="${list}"]`).first().locator('tbody tr');
    const texts = (list: string) =>
      rowsOf(list).evaluateAll((rows) =>
        rows.map((row) => [...row.children].map((cell) => cell.textContent!.trim().replace(/\s+/g, ' '))),
      );

    it('counts in a matrix what each class is taken for, with names as they are', async () => {
      const matrix = page.locator('table.matrix').last();
      const rows = await matrix
        .locator('tbody tr')
        .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
      expect(rows).toEqual([
        [names[0], '5', '·', '1', '83.3'],
        [names[1], '·', '6', '·', '100.0'],
        [names[2], '4', '·', '2', '33.3'],
      ]);
      expect(
        await page.getByRole('img', { name: `Test image 14, plain taken for ${names[0]}` }).count(),
      ).toBe(1);
      expect(await page.locator('main b').count()).toBe(0);
    });

    it('has a class table that can be sorted and searched, in which chance has no colour', async () => {
      const table = page.locator('[data-list="classes"]');
      expect((await texts('classes'))[2]!.slice(0, 8)).toEqual([
        'plain',
        'few',
        '4',
        '6',
        '100.0 61–100',
        '33.3 10–70',
        expect.stringMatching(/^−66\.7 −/),
        `${names[0]} 66.7 %`,
      ]);
      const colours = await table
        .locator('tbody td > span')
        .evaluateAll((all) => all.map((each) => each.className));
      // Of six images, one more right is chance, and four more are not.
      expect(colours).toEqual(['within', 'within', 'loss']);
      await table.getByRole('button', { name: 'MBIB', exact: true }).click();
      expect((await texts('classes')).map(([name]) => name)).toEqual([names[1], names[0], 'plain']);
      await table.getByRole('button', { name: 'MBIB', exact: true }).click();
      expect((await texts('classes')).map(([name]) => name)).toEqual(['plain', names[0], names[1]]);
      await table.getByRole('searchbox').fill('QUOTED');
      expect((await texts('classes')).map(([name]) => name)).toEqual([names[1]]);
      await expect(table.getByRole('status').textContent()).resolves.toBe('1 of 3 classes');
      await table.getByRole('searchbox').fill('');
    });

    it('lists the confusions', async () => {
      expect((await texts('confusions')).map((cells) => cells.slice(0, 4))).toEqual([
        ['plain', names[0], '4', '66.7'],
        [names[0], 'plain', '1', '16.7'],
      ]);
    });

    it('shows how sure the classifier is, as a chart and as a table', async () => {
      await expect(page.getByRole('img', { name: 'MBIB', exact: true }).count()).resolves.toBe(1);
      // 4 of 18 images at 0.9, none right; 14 at 0.6, 13 right.
      const error = (4 * 0.9 + Math.abs(13 - 14 * 0.6)) / 18;
      const described = await page.locator('#calibration-0-1-text').textContent();
      expect(described).toContain(`Expected calibration error ${(100 * error).toFixed(1)} %`);
      expect(await page.locator('[data-tested-chart] svg').count()).toBe(2);
    });

    it('has no violation that axe finds, in light and in dark, and fits a phone', async () => {
      await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
      });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const { violations } = await new AxeBuilder({ page })
          .options({ resultTypes: ['violations'] })
          .analyze();
        expect(violations.map(({ id, nodes }) => `${colorScheme} ${id}: ${nodes[0]!.html}`)).toEqual([]);
      }
      await page.setViewportSize({ width: 360, height: 800 });
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
      await page.setViewportSize({ width: 1200, height: 900 });
    });

    it('wraps names of 300 letters, so that the page and its tables stay as wide as the screen', async () => {
      const name = 'Averylongnamewithoutspaces'.repeat(12).slice(0, 300);
      const choices = {
        classNames: [name, `${name}2`, 'plain'],
        testPerClass: [6, 6, 6],
        perClass: [[1, 1, 0.5]],
      };
      const run = await writeRun(join(folder, 'long'), choices, { labels, predictions, confidence });
      const long = await open('long', [run]);
      await long.evaluate(() => {
        for (const part of document.querySelectorAll('details')) part.open = true;
      });
      const widths = await long
        .locator('.scroll')
        .evaluateAll((boxes) => boxes.map((box) => box.scrollWidth - box.clientWidth));
      expect(Math.max(...widths)).toBe(0);
      await long.setViewportSize({ width: 360, height: 800 });
      await expect.poll(() => long.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
      await long.context().close();
    });

    it('prints without its controls, and with the heads of its lists', async () => {
      await page.emulateMedia({ media: 'print', colorScheme: 'light' });
      const table = page.locator('[data-list="classes"]');
      expect(await table.getByRole('searchbox').isVisible()).toBe(false);
      expect(await table.locator('.printed').first().isVisible()).toBe(true);
      expect(await table.locator('.list').evaluate((box) => getComputedStyle(box).overflow)).toBe('visible');
      const breaks = (selector: string) =>
        page
          .locator(selector)
          .first()
          .evaluate((part) => {
            const { breakInside, breakAfter } = getComputedStyle(part);
            return [breakInside, breakAfter];
          });
      // A matrix stays with its head, and the note at the end of a list keeps nothing on its page.
      expect(await breaks('.scroll:has(> .matrix)')).toEqual(['avoid', 'auto']);
      expect(await breaks('.cut')).toEqual(['auto', 'auto']);
      // What is closed is not printed. Other tests have opened it.
      const calibration = page.locator('details', { hasText: 'Calibration as a table' });
      await calibration.evaluate((part) => part.removeAttribute('open'));
      expect(await page.getByText('Calibration as a table').isVisible()).toBe(false);
      await page.emulateMedia({ media: 'screen' });
    });

    it('opens 8,142 classes at once, and makes their rows when they are scrolled to', async () => {
      const run = await writeLargeRun(join(folder, 'large'));
      const start = performance.now();
      const large = await open('large', [run]);
      const table = large.locator('[data-list="classes"]');
      await expect.poll(() => table.locator('tbody tr').count()).toBe(100);
      await expect.poll(() => large.locator('[data-chart]:not(:has(svg))').count()).toBe(0);
      expect(performance.now() - start).toBeLessThan(OPENING_MILLISECONDS);
      await table.locator('.list').evaluate((box) => box.scrollTo(0, box.scrollHeight));
      await expect.poll(() => table.locator('tbody tr').count()).toBe(200);
      await table.getByRole('searchbox').fill('species8141');
      expect(await table.locator('tbody th').allTextContents()).toContain('Genus325 species8141');
      // More classes than a matrix has room for: their groups.
      expect(await large.locator('table.matrix tbody th').allTextContents()).toEqual([
        expect.stringMatching(/^many/),
        expect.stringMatching(/^medium/),
        expect.stringMatching(/^few/),
      ]);
      expect((await readFile(join(folder, 'large.html'))).length).toBeLessThan(3e6);
      await large.context().close();
    });
  },
);
