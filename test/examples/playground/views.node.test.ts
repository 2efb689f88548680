import fc from 'fast-check';
import { proportionInterval } from 'mbib';
import type { ImageSet, RunLog } from 'mbib/jobs';
import { describe, expect, test } from 'vitest';
import { figureIntervals } from '../../../examples/playground/src/runs/figure-intervals';
import type { PlaygroundData } from '../../../examples/playground/src/state/playground-data';
import type { Run } from '../../../examples/playground/src/state/run';
import { linePath, ticks } from '../../../examples/playground/src/views/chart/scale';
import { barPaths, fitting } from '../../../examples/playground/src/views/classes/bar-paths';
import { classRows, rowText } from '../../../examples/playground/src/views/classes/class-rows';
import { compareGroups } from '../../../examples/playground/src/views/comparison/compare-groups';
import { inWords } from '../../../examples/playground/src/views/comparison/in-words';
import {
  countConfusions,
  worstConfusions,
  wrongImages,
} from '../../../examples/playground/src/views/confusions/count-confusions';
import { accuracyPanels, lossLines } from '../../../examples/playground/src/views/curves/curve-data';
import { alignPlaces, steadyReach } from '../../../examples/playground/src/views/scatter/align-places';
import { markPaths, marksOf } from '../../../examples/playground/src/views/scatter/marks';
import { neighbourShares } from '../../../examples/playground/src/views/scatter/neighbour-shares';
import { shownGroups } from '../../../examples/playground/src/views/shown-group';
import { logLines } from '../../jobs/report/runs';

const classNames = ['cat', 'شمس', 'dog'];
const samplesPerClass = [300, 50, 4];
const labels = Int32Array.from({ length: 60 }, (_, i) => i % 3);

function dataOf(id = 'data', of = labels): PlaygroundData {
  const set: ImageSet = {
    images: new Uint8Array(of.length),
    labels: of,
    height: 1,
    width: 1,
    channels: 1,
    classes: 3,
    classNames,
  };
  return { id, kind: 'own', title: 'Pets', train: set, test: set, samplesPerClass, leftOut: [] };
}

/** A run that takes these test images for the class before theirs. */
function runOf(
  method: Run['settings']['method'],
  wrong: number[],
  change: Partial<Run['settings']> = {},
): Run {
  const [start, ...lines] = logLines({ method, classNames, samplesPerClass });
  const log = { name: 'run', start, epochs: lines.slice(0, 2), resumes: 0, end: null } as RunLog;
  const predictions = labels.map((label, i) => (wrong.includes(i) ? (label + 2) % 3 : label));
  const sample = Int32Array.from([0, 1, 2, 3]);
  return {
    id: `${method} ${change.seed}`,
    created: '',
    settings: {
      method,
      seed: 0,
      epochs: 2,
      passes: 1,
      imbalanceFactor: 50,
      beta: 1,
      ...change,
    } as Run['settings'],
    dataId: 'data',
    log,
    steps: [1, 2, 3, 4].map((step) => ({ step, loss: 8 / step })),
    done: 4,
    outputs: { predictions, posterior: [0.9, 0.5, null], sample, z: new Float32Array(8), width: 2 },
    status: 'training',
  };
}

function shown(...runs: Run[][]) {
  const groups = runs.map((of, i) => {
    const { seed: _, ...settings } = of[0]!.settings;
    return { id: String(i), settings, dataId: of[0]!.dataId, runs: of, repeated: [] };
  });
  const kept = new Map(['data', 'other'].map((id) => [id, dataOf(id)]));
  return shownGroups(groups, (id) => kept.get(id));
}
const few = (count: number) => Array.from({ length: count }, (_, i) => 3 * i + 2);

test('groups of one method are told apart by what is set differently', () => {
  const [first, second] = shown([runOf('mbib', [])], [runOf('mbib', [], { beta: 5 })]);
  expect([first!.title, second!.title]).toEqual(['MBIB, β 1', 'MBIB, β 5']);
  expect(first!.colour).not.toBe(second!.colour);
  expect(second!.dash).toBeDefined();
  expect(shown([runOf('ce', [])], [runOf('mbib', [])]).map(({ inSentence }) => inSentence)).toEqual([
    'cross entropy',
    'MBIB',
  ]);
});

describe('curves', () => {
  test('one run: raw and smoothed; seeds: each, and their mean as far as all have come', () => {
    const long = runOf('ce', []);
    const short = { ...runOf('ce', [], { seed: 1 }), steps: long.steps.slice(0, 3) };
    expect(lossLines(shown([long])).map(({ thin }) => thin ?? false)).toEqual([true, false]);
    const lines = lossLines(shown([long, short]));
    expect(lines.map(({ thin }) => thin ?? false)).toEqual([true, true, false]);
    expect(lines[2]!.points.at(-1)![0]).toBe(3);
    expect(lossLines(shown([{ ...long, steps: [] }]))).toEqual([]);
  });

  test('every group of classes with its number of test images', () => {
    const panels = accuracyPanels(shown([runOf('ce', [])]), samplesPerClass, [20, 20, 20]);
    expect(panels.map(({ name, images }) => [name, images])).toEqual([
      ['all', 60],
      ['many', 20],
      ['medium', 20],
      ['few', 20],
    ]);
    expect(panels[3]!.lines[0]!.points).toEqual([
      [1, 0.125],
      [2, 0.375],
    ]);
  });

  test('ticks are round, and a line is broken where a number is missing', () => {
    expect(ticks(1, 4)).toEqual([0, 0.5, 1]);
    expect(ticks(130, 4)).toEqual([0, 50, 100]);
    expect(ticks(0, 4)).toEqual([0]);
    expect(
      linePath([
        [0, 1],
        [1, null],
        [2, 3],
        [3, Number.NaN],
      ]),
    ).toBe('M0.0 1.0h0M2.0 3.0h0');
  });
});

describe('classes', () => {
  test("are in the order of their frequency, with Wilson's intervals of their test images", () => {
    const groups = shown([runOf('ce', [])]);
    const rows = classRows(groups, 'accuracy');
    expect(rows.map(({ name }) => name)).toEqual(classNames);
    const { low, high } = proportionInterval(15, 20);
    expect(rows[0]!.values[0]).toEqual({ value: 0.75, low, high });
    expect(rowText(rows[0]!, groups)).toBe(
      'cat: 300 training pictures, 20 to test; Cross entropy 75.0 % (53.1 to 88.8)',
    );
    expect(classRows(groups, 'posterior').map(({ values }) => values[0]!.value)).toEqual([0.9, 0.5, null]);
  });

  test('are drawn as one path a group, however many there are', () => {
    const rows = classRows(shown([runOf('ce', [])]), 'accuracy');
    const { bars, whiskers } = barPaths(rows, 0, [0, 90], (share) => 100 - 100 * share);
    expect(bars.match(/M/g)).toHaveLength(3);
    expect(whiskers.match(/M/g)).toHaveLength(9);
    const many = Array.from({ length: 900 }, () => rows[0]!);
    expect(barPaths(many, 0, [0, 90], (share) => share).whiskers).toBe('');
  });

  test('names are cut by letters, not by halves of them', () => {
    expect(fitting('cat', 40)).toBe('cat');
    expect(fitting('🐈🐈🐈🐈🐈🐈🐈🐈', 50)).toBe('🐈🐈🐈…');
    expect(fitting('0', 8)).toBe('0');
    expect(fitting('WWWWWW', 40)).toBe('WWW…');
    expect(fitting('שועל אדום', 40)).toBe('שועל…');
    expect(fitting('a long name', 10)).toBe('');
  });
});

describe('confusions', () => {
  test('are counted over the runs of a group, with some of the wrong test images', () => {
    const [group] = shown([runOf('ce', [2, 5, 3]), runOf('ce', [2], { seed: 1 })]);
    const confusions = countConfusions(group!)!;
    expect(worstConfusions(confusions, 9)).toEqual([
      { truth: 2, predicted: 1, count: 3, share: 3 / 40 },
      { truth: 0, predicted: 2, count: 1, share: 1 / 40 },
    ]);
    expect(wrongImages(group!, { truth: 2, predicted: 1 }, 4)?.places).toEqual([2, 5]);
  });

  test('one wrong picture of one does not come before many of many', () => {
    const counts = new Map([
      [0 * 3 + 1, 1],
      [2 * 3 + 1, 30],
    ]);
    const worst = worstConfusions({ classes: 3, counts, images: Float64Array.of(1, 0, 40), runs: 1 }, 1);
    expect(worst[0]!.truth).toBe(2);
  });

  test('outputs of other test images are not counted', () => {
    const run = runOf('ce', []);
    const outputs = { ...run.outputs!, predictions: new Int32Array(3) };
    expect(countConfusions(shown([{ ...run, outputs }])[0]!)).toBeUndefined();
  });
});

describe('the scatter', () => {
  test('keeps the places of points that were only turned, mirrored, moved or stretched', () => {
    const points = fc.array(fc.float({ min: -9, max: 9, noNaN: true }), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(
        points,
        fc.float({ min: 0, max: 6, noNaN: true }),
        fc.boolean(),
        (numbers, angle, mirror) => {
          const first = alignPlaces(Float32Array.from(numbers));
          const other = first.slice();
          for (let i = 0; i < other.length; i += 2) {
            const [x, y] = [first[i]!, mirror ? -first[i + 1]! : first[i + 1]!];
            other[i] = 3 * (Math.cos(angle) * x - Math.sin(angle) * y) + 5;
            other[i + 1] = 3 * (Math.sin(angle) * x + Math.cos(angle) * y) - 2;
          }
          alignPlaces(other, first).forEach((value, i) => {
            expect(value).toBeCloseTo(first[i]!, 2);
          });
        },
      ),
    );
  });

  test('keeps its reach unless it is too little or much too far', () => {
    expect([steadyReach(2, undefined), steadyReach(2, 3), steadyReach(4, 3), steadyReach(1.5, 3)]).toEqual([
      2, 3, 4, 1.5,
    ]);
  });

  test('up to 20 classes have marks of their own, more have those of their groups', () => {
    const own = marksOf(classNames, samplesPerClass);
    expect(own.marks.map(({ name }) => name)).toEqual(classNames);
    expect(new Set(own.marks.map(({ shape }) => shape)).size).toBe(3);
    const many = marksOf(
      Array.from({ length: 21 }, (_, k) => `class ${k}`),
      Array.from({ length: 21 }, (_, k) => (k < 20 ? 500 : 5)),
    );
    expect(many.marks.map(({ name }) => name)).toEqual(['many', 'few']);
    expect(many.ofClass.at(-1)).toBe(1);
    const paths = markPaths(
      own,
      [0, 0, 2],
      [
        [10, 10],
        [20, 20],
        [30, 30],
      ],
    );
    expect(paths.map((path) => path.match(/M/g)?.length ?? 0)).toEqual([2, 0, 1]);
    expect(paths[0]).toContain('M7.0 10.0a3 3');
  });

  test('its table says how often the nearest picture is of the same class', () => {
    const outputs = {
      sample: Int32Array.from([0, 3, 1, 2]),
      z: Float32Array.from([0, 0, 0, 1, 5, 5, 5, 6]),
      width: 2,
    };
    expect(neighbourShares(outputs, labels, 3)).toEqual([
      { images: 2, same: 2 },
      { images: 1, same: 0 },
      { images: 1, same: 0 },
    ]);
  });
});

test('the list of runs has the test pictures and the interval of every figure, as the comparison does', () => {
  const runs = [runOf('ce', few(15))];
  const { low, high } = proportionInterval(45, 60);
  const text = `60 test, ${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)}`;
  expect(figureIntervals({ runs }, dataOf())).toMatchObject({
    all: text,
    few: expect.stringMatching(/^20 test, /),
  });
  expect(figureIntervals({ runs }, undefined)).toEqual({});
});

describe('the comparison in words', () => {
  const words = (...runs: Run[][]) => {
    const groups = shown(...runs);
    return inWords(compareGroups(groups), groups);
  };

  test('says what is clear, and by how much', () => {
    expect(words([runOf('ce', few(15))], [runOf('mbib', [])])).toMatch(
      /^MBIB is better than cross entropy on these 60 test pictures: by 25\.0 points of balanced accuracy/,
    );
    expect(words([runOf('ce', [])], [runOf('mbib', few(15))])).toMatch(/^Cross entropy is better than MBIB/);
  });

  test('says what it cannot tell', () => {
    const sentence = words([runOf('ce', few(2))], [runOf('mbib', [])]);
    expect(sentence).toMatch(/^Which of the two is better in balanced accuracy cannot be told/);
    expect(sentence).toContain('the difference of +3.3 points could as well be −');
  });

  test('seeds that differ too much are called that, not an interval of what cannot be', () => {
    const sentence = words(
      [runOf('ce', few(15), { seed: 0 }), runOf('ce', few(15), { seed: 1 })],
      [runOf('mbib', [], { seed: 0 }), runOf('mbib', few(15), { seed: 1 })],
    );
    expect(sentence).toMatch(/cannot be told over 2 seeds: \+12\.5 points on average, but very different/);
  });

  test('says why there is nothing to tell', () => {
    const before = { ...runOf('mbib', []) };
    delete before.outputs;
    expect(words([before])).toBe('The first figures come after the first epoch.');
    expect(words([runOf('ce', [])])).toMatch(/^Choose a second run/);
    expect(words([runOf('ce', [])], [before])).toMatch(/once both have been tested/);
    const elsewhere = { ...runOf('mbib', []), dataId: 'other' };
    expect(words([runOf('ce', [])], [elsewhere])).toMatch(/trained and tested on different pictures/);
    const gone = { ...elsewhere, dataId: 'gone' };
    expect(words([runOf('ce', [])], [gone])).toMatch(/once both have been tested/);
  });
});
