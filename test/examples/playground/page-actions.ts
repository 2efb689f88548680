import { join } from 'node:path';
import type { Page } from 'playwright';
import type { RunLog } from '../../../src/jobs/log/run-log';

/** Opens the page and waits until it can be used. */
export async function openPlayground(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator('#start:enabled').waitFor();
}

/** Starts a training with these options, the others as they are, and waits for a phase. */
export async function train(
  page: Page,
  options: { backend: string; epochs: number; passes?: number; beta?: string },
  phase = 'finished',
): Promise<void> {
  await page.selectOption('[name=backend]', options.backend);
  await page.fill('[name=epochs]', String(options.epochs));
  if (options.passes) await page.fill('[name=passes]', String(options.passes));
  if (options.beta) await page.fill('[name=beta]', options.beta);
  await page.getByRole('button', { name: 'Train both' }).click();
  await page.locator('body:not([data-phase=starting])').waitFor();
  await page.locator(`body[data-phase=${phase}]`).waitFor({ timeout: 300_000 });
}

/** The runs that the page's figures show. */
export async function trainedRuns(page: Page): Promise<RunLog[]> {
  return (await page.evaluate('playground.runs')) as RunLog[];
}

/** Downloads a method's classifier. Returns the path of the archive. */
export async function saveClassifier(page: Page, method: string, folder: string): Promise<string> {
  const downloaded = page.waitForEvent('download');
  await page.getByRole('button', { name: `Download ${method}` }).click();
  const download = await downloaded;
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  return path;
}

/** Loads a classifier into the page. */
export async function loadClassifier(page: Page, paths: string[]): Promise<void> {
  await page.setInputFiles('#model-files', paths);
}

/** Drops a folder on the page, as the desktop does. */
export async function dropFolder(page: Page, folder: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 200, y: 200, data });
  }
  await session.detach();
}
