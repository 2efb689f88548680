import { describe, expect, it } from 'vitest';
import { parseRunLog } from '../../../src/jobs/log/parse-run-log';
import { methods } from '../../../src/jobs/nets/methods';
import { groupRuns } from '../../../src/jobs/report/grouping/data-sets';
import { classList } from '../../../src/jobs/report/lists/class-list';
import { calibrationFigures } from '../../../src/jobs/report/tested/calibration-figures';
import { findingsOf, packed, unpacked } from '../../../src/jobs/report/tested/findings';
import { mistakesSection } from '../../../src/jobs/report/tested/mistakes-section';
import type { ReportedOutputs } from '../../../src/jobs/report/tested/run-details';
import { logLines, logText, type RunChoices } from './runs';

/** The only data set of some runs, with what they made of their test images. */
function setOf(runs: [RunChoices, ReportedOutputs?][]) {
  const details = runs.map(
    ([choices, outputs], i) =>
      [parseRunLog(logText(logLines(choices)), `run ${i}`, 'log.jsonl'), { outputs }] as const,
  );
  const [dataSet] = groupRuns(
    details.map(([log]) => log),
    methods,
  );
  const found = findingsOf(dataSet!, new Map(details));
  // As the page's script has them.
  const list = classList(
    dataSet!,
    found.map((findings) => findings && unpacked(packed(findings))),
  );
  const cellsOf = (row: number) =>
    list.columns.map(({ title, cell }) => {
      const value = cell(list.rows[row]!);
      return [title, (typeof value === 'string' ? value : value.text).replace(/<[^>]+>/g, '')];
    });
  const sections = `${mistakesSection(dataSet!, found, 0, new Map(details)).text}${calibrationFigures(dataSet!, found, 0).text}`;
  return { list, cellsOf, sections };
}

const outputs: ReportedOutputs = {
  labels: [0, 0, 0, 0, 1, 1, 2, 2],
  predictions: [0, 0, 0, 1, 1, 1, 0, 0],
  confidence: [0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9],
  epoch: 1,
};

describe('a run whose epochs validation images chose', () => {
  const choices: RunChoices = {
    selection: 'validation',
    testPerClass: [4, 2, 2],
    validationPerClass: [30, 5, 1],
  };

  it('has validation and test images in columns of their own, and says of which epoch the latter are', () => {
    const { list, cellsOf, sections } = setOf([[choices, outputs]]);
    expect(cellsOf(0)).toEqual([
      ['Class', 'class 0'],
      ['Group', 'many'],
      ['Training images', '300'],
      ['Validation images', '30'],
      ['Validation accuracy', '75.0 57–87'],
      ['Test images', '4'],
      // Wilson: 3 of 4.
      ['Test accuracy', '75.0 30–95'],
      ['Most taken for', 'class 1 25.0 %'],
    ]);
    expect(Object.fromEntries(cellsOf(2))).toMatchObject({
      'Validation accuracy': '37.5 3–92',
      'Test accuracy': '0.0 0–66',
      'Most taken for': 'class 0 100.0 %',
    });
    const images = 'of the test images after epoch 1, which the validation images chose.';
    expect(list.caption).toContain('Validation accuracy of every class in percent after the last epoch');
    expect(list.caption).toContain(`Test accuracy and what a class is most taken for: ${images}`);
    expect(sections).toContain('MBIB, the test images after epoch 1, which the validation images chose.');
    expect(sections).toContain(`Of the test images after epoch 1, which the validation images chose.`);
    expect(sections).toContain('validation accuracy is of other images');
  });

  it('has the number of its test images also without what it predicted', () => {
    const columns = setOf([[choices]]).cellsOf(1);
    expect(columns).toContainEqual(['Test images', '2']);
    expect(columns.map(([title]) => title)).not.toContain('Test accuracy');
  });
});

it('a run without validation images has one kind of images', () => {
  const { list, cellsOf, sections } = setOf([[{ testPerClass: [4, 2, 2] }, { ...outputs, epoch: 2 }]]);
  expect(cellsOf(0).map(([title]) => title)).toEqual([
    ...['Class', 'Group', 'Training images', 'Test images', 'Accuracy', 'Most taken for'],
  ]);
  expect(list.caption).toContain('What a class is most taken for: of the test images after epoch 2.');
  expect(sections).not.toContain('validation');
});

it('a series of which some runs kept nothing says which, and of how many its figures are', () => {
  const seeds = [0, 1, 2].map((seed): RunChoices => ({ options: { seed }, testPerClass: [4, 2, 2] }));
  const ofOthers = { ...outputs, predictions: [7, 0, 0, 0, 1, 1, 2, 2] };
  const { list, sections } = setOf([[seeds[0]!, outputs], [seeds[1]!], [seeds[2]!, ofOthers]]);
  expect(sections).toContain('Without run 1 and run 2: nothing that can be read');
  expect(sections).toContain('MBIB, the test images of 1 of 3 runs, after epoch 1.');
  expect(list.caption).toContain('of the test images of 1 of 3 runs, after epoch 1.');
  const all = setOf(seeds.map((seed) => [seed, outputs]));
  expect(all.sections).toContain('MBIB, the test images of 3 runs together, after epoch 1.');
  expect(all.sections).not.toContain('Without');
});

it.each([
  ['As sure as it is right: right in 100.0 %, mean confidence 100.0 %.', 0.99996, [0, 1]],
  ['Less sure than it is right: right in 100.0 %, mean confidence 90.0 %.', 0.9, [0, 1]],
  ['Surer than it is right: right in 50.0 %, mean confidence 90.0 %.', 0.9, [0, 0]],
])('calibration in words: %s', (words, confidence, predictions) => {
  const { sections } = setOf([[{}, { labels: [0, 1], predictions, confidence: [confidence, confidence] }]]);
  expect(sections).toContain(words);
});
