import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  picturesOf,
  type RunRead,
  readKept,
} from '../../../src/jobs/command/experiment/pictures/read-pictures';
import { expand } from '../../../src/jobs/experiment/expand';
import { parseExperiment } from '../../../src/jobs/experiment/parse-experiment';
import { experimentResults } from '../../../src/jobs/experiment/results/experiment-results';
import { runRow } from '../../../src/jobs/experiment/results/run-row';
import { pageAssets } from '../../../src/jobs/files/page-assets';
import type { RunOutputs } from '../../../src/jobs/log/outputs/run-outputs';
import { parseRunLog } from '../../../src/jobs/log/parse-run-log';
import type { RunLog } from '../../../src/jobs/log/run-log';
import { methods } from '../../../src/jobs/nets/methods';
import { experimentHtml } from '../../../src/jobs/report/experiment/experiment-html';
import { experimentRunTable } from '../../../src/jobs/report/experiment/experiment-tables';
import { missingOutputs } from '../../../src/jobs/report/experiment/pictures/missing-outputs';
import { chromiumArgumentsWithoutGpu as args, findChromium } from '../../support/chromium';
import { logLines, logText } from './runs';

const executablePath = findChromium();

/** Experiments, with how many of their runs are finished, and which charts their pages have. */
const pages: Record<string, { content: object; finished: number; charts: string[] }> = {
  'a grid over two numbers and two methods, with figures of a paper': {
    content: {
      job: 'cifar100-lt',
      seeds: 2,
      parameters: { a: { values: [0, 0.3] }, b: { values: [0, 1] }, method: { values: ['bib', 'mbib'] } },
      paper: { 'a 0, b 1, mbib': 47.5, 'a 0.3, b 1, mbib': { all: 46, few: 20 } },
    },
    finished: 16,
    charts: ['accuracies', 'heat:test.all', 'over:test.all:a', 'over:test.all:b', 'curves'],
  },
  'a random search, half done': {
    content: {
      job: 'cifar100-lt',
      method: 'random',
      runs: 6,
      parameters: { beta: { min: 0.001, max: 5, distribution: 'log_uniform_values' } },
    },
    finished: 3,
    charts: ['accuracies', 'over:test.all:beta', 'curves'],
  },
  'all pictures, of two settings whose runs keep outputs and one whose runs keep none': {
    content: {
      job: 'cifar100-lt',
      settings: [
        { name: 'CE', method: 'ce', paper: { rho: { few: 1.48, all: 1.34 } } },
        { name: 'MBIB', method: 'mbib', paper: { parameters: 486020, multiplyAdds: 27.93e9 } },
        { name: 'BIB', method: 'bib', paper: { rho: { v: { all: 1.06 }, z: 0.91 } } },
      ],
      pictures: ['cost', 'tsne', 'posterior', 'rho'],
    },
    finished: 3,
    charts: ['accuracies', 'posterior', 'posterior-difference', 'tsne:0', 'tsne:1', 'tsne:2', 'curves'],
  },
  'one setting with an odd name, of which nothing is done': {
    content: { job: 'digits', settings: [{ name: '</script><b>"', method: 'ce' }] },
    finished: 0,
    charts: ['accuracies'],
  },
};

/** Outputs of 12 images of three classes; the second has none. */
function outputs(hasBoth: boolean): RunOutputs {
  const labels = Int32Array.from({ length: 12 }, (_, i) => 2 * (i % 2));
  const values = Float32Array.from({ length: 36 }, (_, i) => Math.sin(i) + labels[Math.floor(i / 3)]!);
  const truth = Float32Array.from(labels, (label) => 0.25 + 0.25 * label);
  return {
    ...{ images: Int32Array.from(labels.keys()), labels, predictions: labels, confidence: truth, truth },
    posterior: Float32Array.of(0.25, Number.NaN, 0.75),
    sample: Int32Array.from(labels.keys()),
    representations: { ...(hasBoth && { v: { values } }), z: { values } },
  };
}

/** The page of an experiment whose runs have accuracies of their own. */
async function pageOf({ content, finished }: (typeof pages)[string]): Promise<string> {
  const experiment = parseExperiment(content, 'e.yaml', 'e');
  const expansion = expand(experiment);
  const logs: RunLog[] = [];
  const reads: RunRead[] = [];
  const rows = expansion.runs.map((run) => {
    if (run.index >= finished) return runRow(run, undefined);
    const accuracy = 0.3 + 0.01 * run.index;
    const perClass = [[0.1, 0.1, 0.1], Array(3).fill(accuracy)];
    const { method = 'mbib', ...options } = run.options;
    const text = logText(logLines({ perClass, method: String(method), options }));
    logs.push(parseRunLog(text, run.folder, 'log.jsonl'));
    const z = { all: 1.2, many: null, medium: 1, few: 1.5, unseen: null };
    const rho = method === 'mbib' ? { v: { ...z, all: 1.3 }, z } : { z };
    const cost = {
      representations: [],
      parameters: 486_020,
      multiplyAdds: 7e7,
      multiplyAddsAt640: null,
      rho,
    };
    reads.push({
      run,
      log: logs.at(-1),
      outputs: run.index < 2 ? outputs(run.index === 1) : undefined,
      measures: cost,
    });
    return runRow(run, logs.at(-1), cost);
  });
  const pictures = picturesOf(experiment.pictures, expansion, reads);
  const results = experimentResults({
    ...{ experiment, expansion, dataSet: 'CIFAR-100-LT', overrides: [], rows },
    pictures,
  });
  return experimentHtml(results, await pageAssets(), '', { logs, methods });
}

it('says of the page of pictures how t-SNE was computed, and which runs lack outputs', async () => {
  const given = Object.values(pages).find(({ charts }) => charts.includes('tsne:0'))!;
  const page = await pageOf(given);
  const titles = [...page.matchAll(/<strong id="figure-tsne[^>]*>(CE|M?BIB)([^<]*)</g)].map(
    ([, name, rest]) => `${name}${rest}`,
  );
  expect(titles).toEqual(['CE', 'MBIB, v', 'MBIB, z']);
  // 12 images allow a perplexity of (12 − 1) / 3.
  expect(page).toContain('12 test images, seed 0; perplexity 3.7, 500 steps');
  expect(page).toContain('1 of 3 finished runs keeps no outputs of the test images');
  expect(page).not.toContain('are of other classes');
});

it('says what of the file is left out, and why no setting is chosen', async () => {
  const notes = ['The job digits has no taps: left out.'];
  const given = { job: 'digits', metric: { name: 'val.balanced' }, parameters: { beta: { values: [1, 2] } } };
  const experiment = parseExperiment(given, 'e.yaml', 'e');
  const expansion = expand(experiment);
  const page = async (finished: number) => {
    const log = parseRunLog(logText(logLines()), 'run', 'log.jsonl');
    const rows = expansion.runs.map((run) => runRow(run, run.index < finished ? log : undefined));
    const results = experimentResults({ experiment, expansion, dataSet: 'D', overrides: [], notes, rows });
    return experimentHtml(results, await pageAssets(), '', { logs: [], methods });
  };
  expect(await page(1)).toContain(`<p class="notice">${notes[0]}</p>`);
  expect(await page(1)).toContain('None is chosen before all runs are finished.');
  expect(await page(2)).toContain('None is chosen: not every setting has held-out images.');
});

it('has a cell for each column of the table of runs, also with several backends', async () => {
  const experiment = parseExperiment({ job: 'digits', seeds: 2 }, 'e.yaml', 'e');
  const expansion = expand(experiment);
  const logOf = (backend: string) => {
    const [start, ...rest] = logLines();
    return parseRunLog(logText([{ ...start, backend }, ...rest]), 'run', 'log.jsonl');
  };
  const table = (backends: string[]) => {
    const rows = expansion.runs.map((run, i) => runRow(run, logOf(backends[i]!)));
    const given = { experiment, expansion, dataSet: 'D', overrides: [], rows };
    return String(experimentRunTable(experimentResults(given), '').text);
  };
  for (const [backends, heads] of [
    [['wasm', 'wasm'], []],
    [['wasm', 'cpu'], ['Backend']],
  ] as const) {
    const text = table([...backends]);
    const columns = [...text.matchAll(/<th scope="col"[^>]*>([^<]*)/g)].map(([, name]) => name);
    expect(columns.filter((name) => name === 'Backend')).toEqual(heads);
    for (const row of text.match(/<tr><th scope="row">.*?<\/tr>/gs)!)
      expect(row.match(/<t[hd]/g)).toHaveLength(columns.length);
    if (heads.length > 0) expect(text).toMatch(/>cpu<\/td>/);
  }
});

it('tells outputs that cannot be read from those that are not there', async () => {
  const path = await mkdtemp(join(tmpdir(), 'outputs-'));
  const log = parseRunLog(logText(logLines()), 'run', 'log.jsonl');
  expect(await readKept(path, log, ['rho'])).toMatchObject({ outputs: undefined, isDamaged: false });
  await writeFile(join(path, 'outputs.safetensors'), 'nothing');
  const kept = await readKept(path, log, ['rho']);
  expect(kept).toMatchObject({ outputs: undefined, isDamaged: true });
  await rm(path, { recursive: true });

  const experiment = parseExperiment({ job: 'cifar100-lt', pictures: ['rho'] }, 'e.yaml', 'e');
  const expansion = expand(experiment);
  const run = expansion.runs[0]!;
  const pictures = picturesOf(experiment.pictures, expansion, [{ run, log, ...kept }]);
  const rows = [runRow(run, log)];
  const results = experimentResults({ experiment, expansion, dataSet: 'D', overrides: [], rows, pictures });
  const notice = missingOutputs(results, { isEmpty: true, hasV: true })!.text;
  expect(notice).toContain(`The outputs of 1 of 1 finished runs cannot be read`);
  expect(notice).toContain(run.folder);
  expect(notice).not.toContain('earlier version');
});

describe.skipIf(executablePath === undefined)(
  "an experiment's page in Chromium",
  { timeout: 120_000 },
  () => {
    let browser: Browser;
    let folder: string;

    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: executablePath!, args });
      folder = await mkdtemp(join(tmpdir(), 'experiment-'));
    }, 120_000);

    afterAll(async () => {
      await browser.close();
      await rm(folder, { recursive: true });
    });

    it.each(Object.entries(pages))(
      'draws every figure of %s, silently and as wide as a phone',
      async (name, given) => {
        const file = join(folder, `${name}.html`);
        await writeFile(file, await pageOf(given));
        const page = await browser.newPage({ viewport: { width: 360, height: 800 } });
        const complaints: string[] = [];
        page.on('console', (message) => complaints.push(message.text()));
        page.on('pageerror', (error) => complaints.push(error.message));
        await page.goto(pathToFileURL(file).href);
        await expect.poll(() => page.locator('.plot:not(:has(svg))').count()).toBe(0);
        expect(await page.locator('[data-list]:empty').count()).toBe(0);
        const places = page.locator('[data-experiment-chart]');
        const charts = await places.evaluateAll((all) =>
          all.map((each) => each.getAttribute('data-experiment-chart')),
        );
        expect(charts).toEqual(given.charts);
        const drawn = await page
          .locator('.plot svg')
          .evaluateAll((figures) => figures.map((figure) => figure.outerHTML));
        for (const figure of drawn) {
          expect(figure).not.toMatch(/NaN|undefined|Infinity/);
          expect(figure).toMatch(/role="img"/);
        }
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
        expect(complaints).toEqual([]);
        const hasPictures = given.charts.includes('posterior');
        const notice = page.getByText('1 of 3 finished runs keeps no outputs').first();
        expect(await notice.isVisible().catch(() => false)).toBe(hasPictures);
        await page.close();
      },
    );
  },
);
