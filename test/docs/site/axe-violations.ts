import AxeBuilder from '@axe-core/playwright';
import type { Browser } from 'playwright';

/** What axe finds wrong on a page of the site, in light or in dark: 'rule: the first elements'. */
export async function axeViolations(
  browser: Browser,
  address: string,
  colorScheme: 'light' | 'dark',
): Promise<string[]> {
  const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce' });
  try {
    const page = await context.newPage();
    await page.goto(address, { waitUntil: 'networkidle' });
    const { violations } = await new AxeBuilder({ page }).analyze();
    return violations.map(({ id, nodes }) => {
      const elements = nodes.slice(0, 3).map(({ html }) => html.slice(0, 160));
      return `${id} (${nodes.length}): ${elements.join(' ')}`;
    });
  } finally {
    await context.close();
  }
}
