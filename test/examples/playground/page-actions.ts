import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright';
import { build, type PreviewServer, preview } from 'vite';
import type { Run } from '../../../examples/playground/src/state/run';
import { chromiumArguments, findChromium } from '../../support/chromium';

/** Why the playground's tests are skipped; undefined where they can run. */
export const noChromium = findChromium()
  ? undefined
  : ' (skipped: Chromium is not installed, `apt-get install chromium`)';

/** The built playground on a server, and a browser. */
export interface Served {
  url: string;
  browser: Browser;
  /** An empty folder that is removed at the end. */
  folder: string;
  close(): Promise<void>;
}

/** Builds the playground, serves it and starts Chromium. */
export async function servePlayground(flags: readonly string[] = chromiumArguments): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'playground-'));
  const configFile = fileURLToPath(new URL('../../../examples/playground/vite.config.ts', import.meta.url));
  const config = { configFile, logLevel: 'error', build: { outDir: join(folder, 'page') } } as const;
  await build(config);
  const server: PreviewServer = await preview({ ...config, preview: { port: 0 } });
  const browser = await chromium.launch({ executablePath: findChromium()!, args: [...flags] });
  return {
    url: server.resolvedUrls!.local[0]!,
    browser,
    folder,
    async close() {
      await browser.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A page of its own, and what its console has complained of. */
export interface OpenPage {
  page: Page;
  complaints: string[];
}

/** Opens the playground in a browser profile of its own, and waits until it can be used. */
export async function openPlayground(
  { browser, url }: Served,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, ...options });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(url);
  await usable(page);
  return { page, complaints };
}

/** Waits until the page can be used. */
export async function usable(page: Page): Promise<void> {
  await page.waitForFunction('window.playground?.data !== undefined');
}

/** What the next training is set to; what is left out stays as it is. */
export interface Chosen {
  backend?: string;
  epochs?: number;
  passes?: number;
  beta?: string;
  seeds?: number;
}

/** Sets the next training. */
export async function choose(page: Page, { backend, ...fields }: Chosen): Promise<void> {
  const advanced = page.locator('details.advanced');
  if (!(await advanced.evaluate((details) => (details as HTMLDetailsElement).open))) {
    await advanced.locator('summary').click();
  }
  if (backend) await page.selectOption('[name=backend]', backend);
  for (const [name, value] of Object.entries(fields)) await page.fill(`[name=${name}]`, String(value));
}

/** Starts a training with these settings, and waits until all its runs have ended. */
export async function train(page: Page, chosen: Chosen): Promise<void> {
  await choose(page, chosen);
  await page.click('#start');
  await ended(page);
}

/** Waits until no run trains or waits. */
export async function ended(page: Page): Promise<void> {
  await page.waitForFunction(
    "playground.runs.every(({ status }) => ['finished', 'stopped', 'failed'].includes(status))",
    undefined,
    { timeout: 200_000 },
  );
}

/** Waits until every run has this many steps behind it at least. */
export async function stepsDone(page: Page, steps: number): Promise<void> {
  await page.waitForFunction(`playground.runs.every(({ done }) => done >= ${steps})`);
}

/** The runs that the page has, without their large parts. */
export async function runsOf(page: Page): Promise<Omit<Run, 'outputs'>[]> {
  return (await page.evaluate(
    'playground.runs.map(({ outputs, classifier, ...run }) => ({ ...run, classifier: classifier?.byteLength }))',
  )) as Omit<Run, 'outputs'>[];
}

/** Shows a part of the stage. */
export async function showScene(page: Page, title: string): Promise<void> {
  await page.locator('nav.scenes').getByRole('button', { name: title, exact: true }).click();
}

/** What axe finds wrong with the page as it is. */
export async function violationsOf(page: Page): Promise<[rule: string, elements: string[]][]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}
