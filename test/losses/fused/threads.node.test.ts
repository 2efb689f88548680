import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright';
import { expect, it } from 'vitest';
import { chromiumArgumentsWithoutGpu, findChromium } from '../../support/chromium';
import { expectClose } from '../../support/close';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What a page needs to have memory that threads share. */
const isolated = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

it.skipIf(!findChromium())('the loss is computed in the memory of a wasm backend with threads', async () => {
  const { outputFiles } = await build({
    entryPoints: [`${root}test/losses/fused/threads-page.ts`],
    bundle: true,
    write: false,
    format: 'esm',
  });
  const browser = await chromium.launch({
    executablePath: findChromium()!,
    args: chromiumArgumentsWithoutGpu,
  });
  try {
    const page = await browser.newPage();
    await page.route('http://localhost/**', async (route) => {
      const path = new URL(route.request().url()).pathname;
      if (path === '/')
        return route.fulfill({
          headers: isolated,
          contentType: 'text/html',
          body: '<script type="module" src="/page.js"></script>',
        });
      if (path === '/page.js')
        return route.fulfill({
          headers: isolated,
          contentType: 'text/javascript',
          body: outputFiles[0]!.text,
        });
      if (!path.startsWith('/wasm-out/')) return route.fulfill({ status: 404 });
      const body = await readFile(`${root}node_modules/@tensorflow/tfjs-backend-wasm${path}`);
      return route.fulfill({ headers: isolated, contentType: 'application/wasm', body });
    });
    await page.goto('http://localhost/');
    await page.waitForFunction('window.measure !== undefined');
    const { shared, inItsMemory, onCpu, onWasm } = (await page.evaluate('measure()')) as {
      shared: boolean;
      inItsMemory: boolean;
      onCpu: number[][];
      onWasm: number[][];
    };
    expect({ shared, inItsMemory }).toEqual({ shared: true, inItsMemory: true });
    onWasm.forEach((values, i) => {
      expectClose(values, onCpu[i]!, { rtol: 1e-5, atol: 1e-6 });
    });
  } finally {
    await browser.close();
  }
});
