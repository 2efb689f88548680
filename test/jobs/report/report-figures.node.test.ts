import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeReport } from '../../../src/jobs/files/write-report';
import { chromiumArgumentsWithoutGpu as args, findChromium } from '../../support/chromium';
import { logLines, logText, type RunChoices } from './runs';

const executablePath = findChromium();

const pages: Record<string, RunChoices[]> = {
  'one run': [{}],
  'three methods with seeds': ['ce', 'bib', 'mbib'].flatMap((method) =>
    [0, 1].map((seed) => ({ method, options: { seed } })),
  ),
  'an unfinished and a new run': [
    { epochs: 20, finished: false },
    { method: 'ce', epochs: 20, perClass: [], finished: false },
  ],
  'two data sets, one with a single epoch and odd names': [
    {},
    { job: 'digits', perClass: [[0, 0, 0]], classNames: ['</script><b>', '"', '<!--<script>'] },
  ],
};

describe.skipIf(executablePath === undefined)('the page in Chromium', { timeout: 120_000 }, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath!, args });
    folder = await mkdtemp(join(tmpdir(), 'report-'));
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  const opened = new Map<string, ReturnType<typeof openNew>>();

  /** The page of that name, opened once for all tests. */
  function open(name: string) {
    if (!opened.has(name)) opened.set(name, openNew(name));
    return opened.get(name)!;
  }

  async function openNew(name: string) {
    const runs = pages[name]!.map((choices, i) => ({ choices, path: join(folder, `${name} ${i}`) }));
    for (const { choices, path } of runs) {
      await mkdir(path, { recursive: true });
      await writeFile(join(path, 'log.jsonl'), logText(logLines(choices)));
    }
    const file = join(folder, `${name}.html`);
    await writeReport(
      runs.map(({ path }) => path),
      file,
    );
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    await expect.poll(() => page.locator('[data-chart]:not(:has(svg))').count()).toBe(0);
    return { page, complaints, requests: requests.filter((url) => !/^(file|data):/.test(url)) };
  }

  it.each(Object.keys(pages))('draws every figure of %s, silently and without the network', async (name) => {
    const { page, complaints, requests } = await open(name);
    const places = await page.locator('[data-chart]').count();
    expect(await page.locator('[data-chart] svg').count()).toBe(places);
    expect(places).toBeGreaterThan(0);
    const drawn = await page
      .locator('[data-chart] svg')
      .evaluateAll((figures) => figures.map((f) => f.innerHTML));
    for (const figure of drawn) expect(figure).not.toMatch(/NaN|undefined|Infinity/);
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
  });

  it('gives every figure a name and a description', async () => {
    const { page } = await open('an unfinished and a new run');
    const figures = page.getByRole('img');
    expect(await figures.count()).toBe(await page.locator('[data-chart]').count());
    await expect(page.getByRole('img', { name: 'Test accuracy, few' }).count()).resolves.toBe(1);
    const described = await figures.evaluateAll((svgs) =>
      svgs.map((svg) => document.getElementById(svg.getAttribute('aria-describedby')!)?.textContent),
    );
    for (const text of described) expect(text).toBeTruthy();
  });

  it('draws the bars of classes as high as their accuracies, in order of frequency', async () => {
    const { page } = await open('one run');
    const heights = await page
      .locator('[data-chart="class-accuracy"] [data-mark="rect"] rect')
      .evaluateAll((bars) => bars.map((bar) => Number(bar.getAttribute('height'))));
    expect(heights).toHaveLength(3);
    expect(heights[1]! / heights[0]!).toBeCloseTo(0.625 / 0.75, 2);
    expect(heights[2]! / heights[0]!).toBeCloseTo(0.375 / 0.75, 2);
  });

  it('fits the width of a phone and redraws its figures when the width changes', async () => {
    const { page } = await open('an unfinished and a new run');
    await page.setViewportSize({ width: 360, height: 900 });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    const figure = page.locator('[data-chart="class-accuracy"] svg');
    await expect.poll(async () => Number(await figure.getAttribute('width'))).toBeLessThan(360);
    await page.setViewportSize({ width: 1000, height: 900 });
    await expect.poll(async () => Number(await figure.getAttribute('width'))).toBeGreaterThan(800);
  });

  it('changes its colours with the system from light to dark', async () => {
    const { page } = await open('one run');
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await background();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await background()).not.toBe(light);
  });
});
