import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Browser, chromium } from 'playwright';
import { build, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../jobs/support/temporary-folder';
import { fencedBlocks } from '../package/markdown';
import { chromiumArgumentsWithoutGpu, findChromium } from '../support/chromium';

/** The lines of docs/backends.md for a page that Vite builds. */
async function linesForVite(): Promise<string> {
  const [, section] = (await readFile('docs/backends.md', 'utf8')).split('## wasm in a page');
  return fencedBlocks(section!)[0]!.code;
}

describe.skipIf(!findChromium())('the lines for wasm in a page that Vite builds', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: findChromium()!, args: chromiumArgumentsWithoutGpu });
  });
  afterAll(() => browser?.close());

  /** The backend of a page whose script begins with these lines, or the error that it ends with. */
  async function outcome(lines: string): Promise<string> {
    const root = await temporaryFolder();
    await symlink(resolve('node_modules'), join(root, 'node_modules'));
    await writeFile(
      join(root, 'index.html'),
      '<!doctype html><title>loading</title><script type="module" src="./page.js"></script>',
    );
    const sum = "document.title = [tf.getBackend(), tf.sum(tf.ones([3])).dataSync()[0]].join(' ');\n";
    await writeFile(join(root, 'page.js'), `${lines}${sum}`);
    const settings = {
      root,
      configFile: false,
      logLevel: 'silent',
      build: { outDir: join(root, 'site') },
    } as const;
    await build(settings);
    const server = await preview(settings);
    const page = await browser.newPage();
    try {
      const failed = new Promise<string>((done) => page.on('pageerror', ({ message }) => done(message)));
      await page.goto(server.resolvedUrls!.local[0]!);
      const titled = page.waitForFunction(() => document.title !== 'loading').then(() => page.title());
      return await Promise.race([failed, titled]);
    } finally {
      await page.close();
      await server.close();
    }
  }

  test('start it', async () => {
    expect(await outcome(await linesForVite())).toBe('wasm 3');
  });

  test('say so where its files are not served', async () => {
    const lines = (await linesForVite()).replace(/^setWasmPaths\(\{.*?^\}\);$/ms, '');
    expect(lines).not.toContain('setWasmPaths(');
    expect(await outcome(lines)).toBe('The wasm backend did not start: are its files served?');
  });
});
