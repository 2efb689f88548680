import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumArgumentsWithoutGpu, findChromium } from '../../support/chromium';
import { axeViolations } from './axe-violations';
import { buildSite, pageText, serveSite, siteFolder, sitePages } from './built-site';
import { deadLinks } from './dead-links';
import { type Found, siteSearch } from './site-search';

const root = fileURLToPath(new URL('../../../', import.meta.url));

// `npm run docs` builds it, before the tests in CI; here only where it has not.
beforeAll(buildSite, 400_000);

describe('links of the site', () => {
  /** Its own program, which `npm run docs` builds after the pages. */
  const playground = '/playground/index.html';

  test('lead to pages, files and anchors that there are', () => {
    const pages = sitePages().map((path) => ({ path, html: pageText(path) }));
    expect(pages.length).toBeGreaterThan(60);
    expect(deadLinks(pages, (path) => path === playground || existsSync(siteFolder + path))).toEqual([]);
  });

  test('that are dead are found', () => {
    const html = '<a href="./b.html#here">b</a> <a href="#there">c</a> <img src="/no.png"> <p id="there">';
    const pages = [
      { path: '/a.html', html },
      { path: '/b.html', html: '<h2 id="elsewhere">' },
    ];
    expect(deadLinks(pages, () => false)).toEqual(['/a.html → ./b.html#here', '/a.html → /no.png']);
  });

  test('lead from every page to the playground and to its source', () => {
    const without = (link: RegExp) => sitePages().filter((page) => !link.test(pageText(page)));
    expect(without(/href="\/playground\/index\.html"/)).toEqual([]);
    // The front page has no footer of a document.
    expect(without(/class="[^"]*edit-link-button/)).toEqual(['/index.html']);
  });

  test('of the sources lead to files of the repository', () => {
    const source =
      /https:\/\/cdn\.jsdelivr\.net\/npm\/mbib@[\d.]+\/(?:dist\/(.*)\.d\.ts|([^"#]+\.(?:md|ts)))"/g;
    const paths = sitePages().flatMap((page) =>
      [...pageText(page).matchAll(source)].map(([, compiled, file]) =>
        compiled ? `src/${compiled}.ts` : file!,
      ),
    );
    expect(
      [...new Set(paths)].filter((path) => !existsSync(join(root, path)) && !path.startsWith('docs/api')),
    ).toEqual([]);
  });
});

describe('the search', () => {
  let search: (words: string) => Found[];
  beforeAll(async () => {
    search = await siteSearch();
  });

  test.each([
    ['transfer', '/transfer-learning.html#transfer-learning'],
    ['two copies', '/faq.html#two-copies-of-tensorflowjs'],
    ['class weights', '/faq.html#are-these-class-weights'],
    ['few-shot', '/faq.html#how-few-images-are-few-shot'],
    ['NaN', '/faq.html#the-loss-is-nan'],
    ['bibLoss', '/api/mbib-losses.html#bibloss'],
    ['must hold one count for each class', '/errors.html#arguments-and-options-of-any-function'],
  ])('for %j finds %s among the first', (words, address) => {
    const first = search(words).slice(0, 8);
    expect(first.map(({ id }) => id.replace(/#.*\//, '#'))).toContain(address);
  });
});

test('the API has every name that the imports export', () => {
  const reference = readdirSync(join(root, 'docs/api'))
    .map((name) => readFileSync(join(root, 'docs/api', name), 'utf8'))
    .join('\n')
    .replaceAll('\\_', '_');
  const headings = new Set([...reference.matchAll(/^### (\w+)/gm)].map(([, name]) => name));
  const missing = ['index', 'training/index', 'baselines/index', 'jobs/index', 'jobs/node'].flatMap(
    (entry) => {
      const code = readFileSync(join(root, `src/${entry}.ts`), 'utf8');
      return [...code.matchAll(/^export (?:type )?\{([^}]*)\}/gm)]
        .flatMap(([, names]) => names!.split(','))
        .map((name) => name.trim().replace(/^type /, ''))
        .filter((name) => name !== '' && !headings.has(name));
    },
  );
  expect(missing).toEqual([]);
});

describe.skipIf(!findChromium())('in Chromium', () => {
  let browser: Browser;
  let site: { server: Server; address: string };
  beforeAll(async () => {
    site = await serveSite();
    browser = await chromium.launch({
      executablePath: findChromium()!,
      args: chromiumArgumentsWithoutGpu,
    });
  });
  afterAll(async () => {
    await browser?.close();
    site?.server.close();
  });

  // One page of each kind; `npm run docs:check` looks at all of them.
  test.each([['/index.html'], ['/learn/options.html'], ['/api/mbib-class-statistics.html']])(
    'axe finds nothing on %s, in light and in dark',
    async (path) => {
      expect(await axeViolations(browser, site.address + path)).toEqual([]);
    },
  );
});
