import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../jobs/support/temporary-folder';
import { chromiumArgumentsWithoutGpu, findChromium } from '../support/chromium';
import { openBeside } from '../support/classifier-page';
import { makeRuns } from './given';

const docs = fileURLToPath(new URL('../../docs/', import.meta.url));
const blocks = readdirSync(docs, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md') && !/^(api|\.vitepress)\//.test(name))
  .flatMap((name) =>
    [...readFileSync(docs + name, 'utf8').matchAll(/^```html\n([\s\S]*?)^```$/gm)].map(
      ([, html]) => [name, html!] as const,
    ),
  );
/** Pages that load mbib itself need the built package: test/package/script-tags.test.ts. */
const plain = blocks.filter(([, html]) => !html.includes('/npm/mbib@'));

test('there is a page with mbib, and one without', () => {
  expect(plain.length).toBeGreaterThan(0);
  expect(blocks.length).toBeGreaterThan(plain.length);
});

describe.skipIf(!findChromium())('pages of the guides that need plain tfjs run in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: findChromium()!, args: chromiumArgumentsWithoutGpu });
  });
  afterAll(() => browser?.close());

  test.each(plain)(
    '%s',
    async (_, html) => {
      const folder = await temporaryFolder();
      await makeRuns(folder);
      const canvas = '<!doctype html><title>page</title><canvas width="32" height="32"></canvas>';
      // What the page prints goes into its title.
      const told = '<script>console.log = (text) => { document.title = text; };</script>';
      const { page, errors } = await openBeside(browser, join(folder, 'runs/pets'), canvas + told + html);
      await page.waitForFunction(() => document.title !== 'page');
      expect(['cat', 'dog', 'owl']).toContain(await page.title());
      expect(errors).toEqual([]);
    },
    60_000,
  );
});
