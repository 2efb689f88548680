import AxeBuilder from '@axe-core/playwright';
import type { Browser } from 'playwright';

/** What axe finds wrong on a page of the site, in light and in dark: 'dark: rule: the first elements'. */
export async function axeViolations(browser: Browser, address: string): Promise<string[]> {
  const context = await browser.newContext({ colorScheme: 'light', reducedMotion: 'reduce' });
  try {
    const page = await context.newPage();
    await page.goto(address, { waitUntil: 'load' });
    const found: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const isDark = colorScheme === 'dark';
      await page.waitForFunction(
        (dark) => document.documentElement.classList.contains('dark') === dark,
        isDark,
      );
      const { violations } = await new AxeBuilder({ page })
        .options({ resultTypes: ['violations'] })
        .analyze();
      for (const { id, nodes } of violations) {
        const elements = nodes.slice(0, 3).map(({ html }) => html.slice(0, 160));
        found.push(`${colorScheme}: ${id} (${nodes.length}): ${elements.join(' ')}`);
      }
    }
    return found;
  } finally {
    await context.close();
  }
}
