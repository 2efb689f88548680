import { type Browser, chromium, type Page } from 'playwright';
import { chromiumArgumentsWithoutGpu, findChromium } from '../support/chromium';

/** Why the tests in pages are skipped; false where they run. */
export const noChromium = !findChromium();

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium()!, args: chromiumArgumentsWithoutGpu });
}

/** The title that a script gives its page. An error in the page throws. */
export async function titleAfter(browser: Browser, script: string): Promise<string> {
  const page = await browser.newPage();
  try {
    const failed = firstError(page);
    await page.setContent('<!doctype html><title>loading</title>');
    await page.addScriptTag({ content: script, type: 'module' });
    await Promise.race([failed, page.waitForFunction(() => document.title !== 'loading')]);
    return await page.title();
  } finally {
    await page.close();
  }
}

/** Never resolves, and rejects with the first error that the page meets or writes to its console. */
export function firstError(page: Page): Promise<never> {
  return new Promise((_, reject) => {
    page.on('pageerror', reject);
    page.on('console', (message) => {
      if (message.type() === 'error') reject(new Error(`${message.text()} ${message.location().url}`));
    });
  });
}
