import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright';

const tfjs = fileURLToPath(new URL('../../node_modules/@tensorflow/tfjs/dist/tf.min.js', import.meta.url));
const address = 'http://classifier.test/';

const types: Record<string, string> = {
  '.json': 'application/json',
  '.bin': 'application/octet-stream',
  '.js': 'text/javascript',
};

/** A page that knows plain tfjs and nothing of mbib. */
export const plainPage = `<!doctype html><script src="https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@4.22.0"></script>`;

/**
 * Opens a page that is served beside the files of a folder. tfjs comes from node_modules in the place of the CDN; any other request
 * that leaves the machine is not found.
 *
 * @param html the page as it stands
 * @returns the page, and the errors that it has had
 */
export async function openBeside(
  browser: Browser,
  folder: string,
  html: string,
): Promise<{ page: Page; errors: string[] }> {
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.route('**/*', async (route) => {
    const url = route.request().url();
    if (url === address) return route.fulfill({ body: html, contentType: 'text/html' });
    if (/^https:\/\/cdn\.jsdelivr\.net\/npm\/@tensorflow\/tfjs@[\d.]+$/.test(url)) {
      return route.fulfill({ body: await readFile(tfjs), contentType: types['.js']! });
    }
    if (!url.startsWith(address)) return route.fulfill({ status: 404 });
    const name = decodeURIComponent(url.slice(address.length));
    try {
      const body = await readFile(join(folder, name));
      return await route.fulfill({ body, contentType: types[extname(name)] ?? 'application/octet-stream' });
    } catch {
      return route.fulfill({ status: 404 });
    }
  });
  await page.goto(address);
  return { page, errors };
}

/** The code block of a language in a text of Markdown. */
export function codeOf(markdown: string, language: string): string {
  const block = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(markdown);
  if (!block) throw new Error(`The text has no code in ${language}.`);
  return block[1]!;
}
