import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { chromiumArguments, findChromium } from '../support/chromium';
import type { ShapeTimes, TimesOptions } from './grouped-convolution-times';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** As `groupedConvolutionTimes`, on webgl in Chromium. */
export async function timesInChromium(
  options: TimesOptions,
  report: (times: ShapeTimes) => void,
): Promise<ShapeTimes[]> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('Chromium is not installed: `npx playwright install chromium`.');
  const server = await createServer({
    root,
    logLevel: 'error',
    configFile: false,
    // Vite must not reload the page for a package that it finds in the middle of a measurement.
    optimizeDeps: { entries: ['test/bench/grouped-convolution-page.ts'] },
    plugins: [
      {
        name: 'page',
        configureServer: ({ middlewares }) => {
          middlewares.use('/page', (_, response) => {
            response.setHeader('content-type', 'text/html');
            response.end('<script type="module" src="/test/bench/grouped-convolution-page.ts"></script>');
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
    await page.waitForFunction('window.times !== undefined');
    page.setDefaultTimeout(0);
    return (await page.evaluate(`times(${JSON.stringify(options)})`)) as ShapeTimes[];
  } finally {
    await browser.close();
    await server.close();
  }
}
