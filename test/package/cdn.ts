import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { firstError } from './browser';

const types: Record<string, string> = {
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};
const address = /^https:\/\/(cdn\.jsdelivr\.net\/npm|unpkg\.com)\/((?:@[^/]+\/)?[^/@]+)@([^/]+)\/?(.*)$/;

/**
 * Opens a page as it is, whose CDNs have the packages of a project instead of npm's, and waits until it shows something.
 *
 * @returns the text that the page shows
 * @throws the first error of the page, or of its console
 */
export async function textOf(browser: Browser, project: string, html: string): Promise<string> {
  const page = await browser.newPage();
  try {
    const failed = firstError(page);
    await answerFrom(page, project);
    await page.route('http://page.test/', (route) => route.fulfill({ body: html, contentType: 'text/html' }));
    return await Promise.race([failed, shownBy(page)]);
  } finally {
    await page.close();
  }
}

async function shownBy(page: Page): Promise<string> {
  await page.goto('http://page.test/');
  // biome-ignore lint/performance/useDomNodeTextContent: that has the text of the scripts as well
  const text = await page.waitForFunction(() => document.body.innerText.trim());
  // An error may come after the text.
  await page.waitForLoadState('networkidle');
  return text.jsonValue();
}

/** No request leaves the machine: one for another version than the project has is not found. */
async function answerFrom(page: Page, project: string): Promise<void> {
  await page.route('**/*', async (route) => {
    const asked = address.exec(route.request().url());
    if (!asked) return route.fulfill({ status: 404 });
    const [, cdn, name, version, path] = asked as unknown as [string, string, string, string, string];
    const folder = join(project, 'node_modules', name);
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    if (manifest.version !== version) return route.fulfill({ status: 404 });
    const whole = manifest[cdn.startsWith('unpkg') ? 'unpkg' : 'jsdelivr'] ?? manifest.main;
    const file = join(folder, path || whole);
    const contentType = types[extname(file)];
    if (!contentType) return route.fulfill({ status: 404 });
    return route.fulfill({
      body: await readFile(file),
      contentType,
      headers: { 'access-control-allow-origin': '*' },
    });
  });
}
