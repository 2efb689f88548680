import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { chromiumArguments, findChromium } from '../support/chromium';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** With these a page is isolated from others, and may share memory between threads. */
const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/**
 * Loads a script of this folder in a page of Chromium, and calls the function `measure` that it puts on `window`.
 *
 * @param script path from the root of the repository
 * @param options given to `measure`, as JSON
 * @param report what `window.report` is in the page
 * @param isolated whether the page is cross-origin isolated
 * @returns what `measure` resolves to
 */
export async function measureInChromium<Options, Part, Result>(
  script: string,
  options: Options,
  report: (part: Part) => void,
  isolated = false,
): Promise<Result> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('Chromium is not installed: `npx playwright install chromium`.');
  const server = await createServer({
    root,
    logLevel: 'error',
    configFile: false,
    resolve: { tsconfigPaths: true },
    server: { headers: isolated ? isolation : {} },
    // Vite must not reload the page for a package that it finds in the middle of a measurement.
    optimizeDeps: { entries: [script] },
    plugins: [
      {
        name: 'page',
        configureServer: ({ middlewares }) => {
          middlewares.use('/page', (_, response) => {
            response.setHeader('content-type', 'text/html');
            for (const [name, value] of Object.entries(isolated ? isolation : {}))
              response.setHeader(name, value);
            response.end(`<script type="module" src="/${script}"></script>`);
          });
        },
      },
    ],
  });
  await server.listen();
  const browser = await chromium.launch({ executablePath, args: chromiumArguments });
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(error));
    await page.exposeFunction('report', report);
    await page.goto(new URL('page', server.resolvedUrls!.local[0]).href);
    await page.waitForFunction('window.measure !== undefined');
    page.setDefaultTimeout(0);
    return (await page.evaluate(`measure(${JSON.stringify(options)})`)) as Result;
  } finally {
    await browser.close();
    await server.close();
  }
}
