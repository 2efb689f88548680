// Looks at every page of the site that `npm run docs` has built: axe in light and in dark, and how soon the front page is painted.
// `npm run docs:check`, some minutes; ends with code 1 where something is wrong.
import { chromium } from 'playwright';
import { chromiumArgumentsWithoutGpu, findChromium } from '../../support/chromium';
import { axeViolations } from './axe-violations';
import { serveSite, sitePages } from './built-site';

const executablePath = findChromium();
if (!executablePath) throw new Error('Chromium is not installed: apt-get install chromium');
const browser = await chromium.launch({ executablePath, args: chromiumArgumentsWithoutGpu });
const { server, address } = await serveSite();
let wrong = 0;

/** Milliseconds from the request to the first paint of the front page, with nothing in the browser's cache. */
async function firstPaint(): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${address}/index.html`);
  const read = () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
  const painted = await page.waitForFunction(read);
  const time = (await painted.jsonValue()) as number;
  await context.close();
  return time;
}

const paints: number[] = [];
for (let i = 0; i < 5; i++) paints.push(await firstPaint());
const median = paints.sort((a, b) => a - b)[2]!;
console.log(
  `first paint of the front page: ${Math.round(median)} ms, the median of ${paints.map(Math.round).join(', ')}`,
);
if (median > 1_000) wrong += 1;

const pages = sitePages();
const waiting = [...pages];
/** Looks at one page after the other until none is left. */
async function look(): Promise<void> {
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    for (const violation of await axeViolations(browser, address + path)) {
      console.log(`${path}, ${violation}`);
      wrong += 1;
    }
  }
}
await Promise.all([look(), look(), look(), look()]);
console.log(`${pages.length} pages, light and dark: ${wrong === 0 ? 'nothing is wrong' : `${wrong} faults`}`);
await browser.close();
server.close();
process.exitCode = wrong > 0 ? 1 : 0;
