import { expect, test } from 'vitest';
import { expand } from '../../../src/jobs/experiment/expand';
import { parseExperiment } from '../../../src/jobs/experiment/parse-experiment';
import { experimentResults } from '../../../src/jobs/experiment/results/experiment-results';
import { runRow } from '../../../src/jobs/experiment/results/run-row';
import { parseRunLog } from '../../../src/jobs/log/parse-run-log';
import { methods } from '../../../src/jobs/nets/methods';
import { experimentHtml } from '../../../src/jobs/report/experiment/experiment-html';
import { asSettings, settingColours } from '../../../src/jobs/report/experiment/setting-colours';
import { groupRuns } from '../../../src/jobs/report/grouping/data-sets';
import { seriesColours } from '../../../src/jobs/report/method-title';
import { logLines, logText } from './runs';

/** What an experiment came to whose runs are all done, and their logs. */
function finished(content: object) {
  const experiment = parseExperiment({ job: 'cifar100-lt', ...content }, 'e.yaml', 'e');
  const expansion = expand(experiment);
  const logs = expansion.runs.map((run) => {
    const { method = 'mbib', ...options } = run.options;
    const perClass = [Array(3).fill(0.3 + 0.01 * run.index)];
    const text = logText(logLines({ perClass, method: String(method), options }));
    return parseRunLog(text, run.folder, 'log.jsonl');
  });
  const rows = expansion.runs.map((run, i) => runRow(run, logs[i]));
  const results = experimentResults({ experiment, expansion, dataSet: 'CIFAR-100-LT', overrides: [], rows });
  return { results, logs };
}

const grid = { seeds: 2, parameters: { method: { values: ['mbib', 'ce', 'bib'] } } };

test('a setting has the colour that its method has in a report', () => {
  const { results } = finished(grid);
  const colours = settingColours(results, methods);
  expect([...colours.keys()].sort()).toEqual(['bib', 'ce', 'mbib']);
  for (const [label, colour] of colours) expect([colour]).toEqual(seriesColours([label], methods));
});

test('up to 24 settings have a colour each, and no setting is without one', () => {
  const values = Array.from({ length: 30 }, (_, i) => i / 100);
  const { results } = finished({ options: { method: 'bib' }, parameters: { beta: { values } } });
  const colours = [...settingColours(results, methods).values()];
  expect(colours.length).toBe(30);
  expect(new Set(colours.slice(0, 24)).size).toBe(24);
  for (const colour of colours) expect(colour).toMatch(/^var\(--series-\d+\)$/);
});

test('class by class, settings are called and coloured as in the charts of settings', () => {
  const { results, logs } = finished(grid);
  const [dataSet] = groupRuns(logs, methods);
  const colours = settingColours(results, methods);
  const series = asSettings(dataSet!, results, methods).series;
  expect(new Map(series.map(({ label, colour }) => [label, colour]))).toEqual(colours);

  const page = experimentHtml(results, { script: '', style: '' }, '', { logs, methods });
  const legends = [...page.matchAll(/<ul class="legend">(.*?)<\/ul>/gs)].map(([, items]) =>
    [...items!.matchAll(/--accent: (.*?)">(.*?)</g)].map(([, colour, label]) => [label, colour]),
  );
  expect(legends.length).toBe(2);
  for (const items of legends) expect(new Map(items as [string, string][])).toEqual(colours);
  expect(page).toContain('data-list="classes"');
});

test('runs of no setting keep the name of their method', () => {
  const { results, logs } = finished(grid);
  const [dataSet] = groupRuns(
    logs.map((log) => ({ ...log, name: `elsewhere/${log.name}` })),
    methods,
  );
  expect(asSettings(dataSet!, results, methods)).toBe(dataSet);
});
