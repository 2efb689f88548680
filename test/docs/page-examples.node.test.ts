import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { groupRuns, LOG_FORMAT, methods, type RunLog } from 'mbib/jobs';
import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumArgumentsWithoutGpu, findChromium } from '../support/chromium';

const root = fileURLToPath(new URL('../../', import.meta.url));
const source = readFileSync(`${root}src/jobs/report/draw-chart.ts`, 'utf8');
/** The examples that draw in a page, which examples.node.test.ts leaves out. */
const examples = [...source.matchAll(/^ \* ```ts\n([\s\S]*?)^ \* ```$/gm)].map(([, code]) =>
  code!.replaceAll(/^ \* ?/gm, ''),
);

const accuracy = { all: 0.5, many: null, medium: 0.6, few: 0.4 };
const epoch = { type: 'epoch', epoch: 1, time: '', learningRate: 0.1, loss: 1, trainAccuracy: 0.5 } as const;
const start = {
  type: 'start',
  format: LOG_FORMAT,
  time: '',
  job: 'digits',
  method: 'mbib',
  options: {},
} as const;
const run: RunLog = {
  name: 'mine',
  start: {
    ...start,
    ...{
      backend: 'wasm',
      classes: 2,
      samplesPerClass: [50, 2],
      classNames: ['a', 'b'],
      steps: 1,
      epochs: 1,
      versions: {},
    },
  },
  epochs: [{ ...epoch, imagesPerSecond: 1, seconds: 1, accuracy, perClass: [0.6, 0.4] }],
  end: null,
} as RunLog;
const given: Record<string, string> = {
  dataSet: JSON.stringify(groupRuns([run], methods)[0]),
  drawing: "document.createElementNS('http://www.w3.org/2000/svg', 'svg')",
};

/** An example as a script of a page, with what it declares. */
async function script(example: string): Promise<string> {
  const contents = example.replaceAll(
    /^declare const (\w+).*$/gm,
    (_, name) => `const ${name} = ${given[name]};`,
  );
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    alias: {
      'mbib/jobs': `${root}src/jobs/index.ts`,
      'mbib/training': `${root}src/training`,
      mbib: `${root}src`,
    },
    bundle: true,
    write: false,
    format: 'esm',
    logLevel: 'error',
  });
  return outputFiles[0]!.text;
}

describe.skipIf(!findChromium())('examples that draw in a page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: findChromium()!, args: chromiumArgumentsWithoutGpu });
  });
  afterAll(() => browser?.close());

  test('are two', () => expect(examples.length).toBe(2));

  test.each(examples.map((code, i) => [i + 1, code] as const))(
    'run: %i',
    async (_, code) => {
      const page = await browser.newPage();
      const errors: Error[] = [];
      page.on('pageerror', (error) => errors.push(error));
      await page.setContent('<!doctype html><title>page</title>');
      await page.addScriptTag({ content: `${await script(code)}\ndocument.title = 'done';`, type: 'module' });
      await page.waitForFunction(() => document.title === 'done');
      expect(errors).toEqual([]);
    },
    60_000,
  );
});
