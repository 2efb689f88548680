import { expect, test } from 'vitest';
import { runScript } from '../jobs/support/child';

/** Right answers of ten digits by chance are 10 %; single runs came to 76 to 86 %. */
const learnt = 50;

test.each([
  [
    'quickstart.ts',
    /^digits with 17 training images at most: ([\d.]+) % right; with more: ([\d.]+) %; all: ([\d.]+) %\n$/,
  ],
  [
    'any-model.ts',
    /^LayersModel: ([\d.]+) % right, rare digits ([\d.]+) %\nGraphModel: ([\d.]+) % right, rare digits ([\d.]+) %\n$/,
  ],
])('examples/%s learns and prints its accuracies and nothing else', async (script, lines) => {
  const { code, output } = await runScript(`examples/${script}`, []);
  expect(output).toMatch(lines);
  for (const accuracy of lines.exec(output)!.slice(1)) expect(Number(accuracy)).toBeGreaterThan(learnt);
  expect(code).toBe(0);
});
