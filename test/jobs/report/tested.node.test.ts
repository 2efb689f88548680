import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../src/jobs/data/crc32';
import { png } from '../../../src/jobs/files/pictures/png';
import { shrink } from '../../../src/jobs/files/pictures/shrink';
import { wholeLines } from '../../../src/jobs/files/reading/whole-lines';
import { parseRunLog } from '../../../src/jobs/log/parse-run-log';
import { methods } from '../../../src/jobs/nets/methods';
import { rerunCommand } from '../../../src/jobs/report/document/rerun-command';
import { groupRuns } from '../../../src/jobs/report/grouping/data-sets';
import { differenceClass } from '../../../src/jobs/report/intervals/difference-text';
import { newcombeInterval } from '../../../src/jobs/report/intervals/newcombe-interval';
import { compareSeries } from '../../../src/jobs/report/intervals/series-differences';
import { sortedBy } from '../../../src/jobs/report/lists/show-list';
import { calibration } from '../../../src/jobs/report/tested/calibration';
import { confusions, mostTakenFor } from '../../../src/jobs/report/tested/confusions';
import { mistakesOf } from '../../../src/jobs/run/mistakes/mistakes-of';
import { logLines, logText, type RunChoices } from './runs';

const run = (choices: RunChoices) => parseRunLog(logText(logLines(choices)), 'run', 'log.jsonl');

/** A data set of two series, the runs of each by their seeds. */
function compared(first: RunChoices[], second: RunChoices[]) {
  const runs = [
    ...first.map((choices) => run({ method: 'ce', ...choices })),
    ...second.map((choices) => run({ method: 'mbib', ...choices })),
  ];
  const [dataSet] = groupRuns(runs, methods);
  return compareSeries(dataSet!, dataSet!.series[0]!, dataSet!.series[1]!);
}

describe('calibration', () => {
  // Four bins. (0.25, 0.5]: 0.3 wrong, 0.5 right; (0.75, 1]: 0.8 right, 0.9 right, 1 wrong.
  // Gaps: |1 − 0.8| / 5 and |2 − 2.7| / 5.
  const { bins, error, accuracy, confidence } = calibration(
    [0.3, 0.5, 0.8, 0.9, 1],
    (i) => i !== 0 && i !== 4,
    4,
  );

  it('comes to an expected calibration error that was worked out by hand', () => {
    expect(error).toBeCloseTo((0.2 + 0.7) / 5, 12);
    expect([accuracy, confidence]).toEqual([0.6, expect.closeTo(0.7, 12)]);
  });

  it('has bins with their upper end and without their lower one', () => {
    expect(bins.map(({ images }) => images)).toEqual([0, 2, 0, 3]);
    expect(bins[0]).toMatchObject({ accuracy: null, confidence: null, from: 0, to: 0.25 });
    expect(calibration([0, 0.25], () => true, 4).bins[0]!.images).toBe(2);
  });

  it('has no error where all is sure and right', () => {
    expect(calibration([1, 1], () => true).error).toBe(0);
  });
});

describe('confusions', () => {
  const found = confusions(
    [
      { labels: [0, 0, 0, 1, 2], predictions: [0, 1, 2, 0, 2] },
      { labels: [0, 0, 0, 1, 2], predictions: [2, 2, 2, 1, 0] },
    ],
    3,
  );

  it('counts what classes are taken for over all runs, the most frequent first', () => {
    expect(found.mistakes).toEqual([
      { truth: 0, predicted: 2, images: 4 },
      { truth: 0, predicted: 1, images: 1 },
      { truth: 1, predicted: 0, images: 1 },
      { truth: 2, predicted: 0, images: 1 },
    ]);
    expect(found.tested).toEqual([6, 2, 2]);
    expect(found.right).toEqual([1, 1, 1]);
  });

  it('knows what each class is most often taken for', () => {
    expect(mostTakenFor(found).map((mistake) => mistake?.predicted)).toEqual([2, 0, 0]);
  });
});

describe('intervals', () => {
  // Table II of the paper, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [10, 10, 0, 10, 0.6075, 1],
  ])("of %i of %i against %i of %i are those of Newcombe's paper", (a, m, b, n, low, high) => {
    expect(newcombeInterval({ share: b / n, trials: n }, { share: a / m, trials: m })).toEqual([
      expect.closeTo(low, 4),
      expect.closeTo(high, 4),
    ]);
  });

  it('decide which differences look like gains or losses', () => {
    const testPerClass = [100, 100, 100];
    const { ofClass, words } = compared(
      [{ perClass: [[0.5, 0.5, 0.5]], testPerClass }],
      [{ perClass: [[0.55, 0.8, 0.2]], testPerClass }],
    );
    expect([0, 1, 2].map((k) => differenceClass(ofClass(k)))).toEqual(['within', 'gain', 'loss']);
    expect(words).toContain('two proportions (Newcombe)');
  });

  it('of a group count its classes alike', () => {
    // Two classes of the group few: the one with 4 test images decides how sure the mean is.
    const choices = { samplesPerClass: [300, 4, 4], testPerClass: [100, 1000, 4] };
    const { ofGroup } = compared(
      [{ ...choices, perClass: [[0.5, 0.5, 0.5]] }],
      [{ ...choices, perClass: [[0.5, 0.5, 1]] }],
    );
    const { value, interval } = ofGroup('last', 'few')!;
    expect(value).toBe(0.25);
    const trials = 4 / (1 / 1000 + 1 / 4);
    expect(interval).toEqual(newcombeInterval({ share: 0.5, trials }, { share: 0.75, trials }));
  });

  it('take the wider one of seeds and of images', () => {
    const seeds = (perClass: number[][], testPerClass?: number[]) =>
      perClass.map((of, seed) => ({
        options: { seed },
        perClass: [of],
        ...(testPerClass && { testPerClass }),
      }));
    const first = [
      [0.5, 0.5, 0.3],
      [0.5, 0.5, 0.4],
      [0.5, 0.5, 0.5],
    ];
    const second = [
      [0.6, 0.5, 0.9],
      [0.6, 0.7, 0.9],
      [0.6, 0.9, 0.9],
    ];
    const bySeeds = compared(seeds(first), seeds(second));
    // Mean 0.2, deviation 0.2: ± 4.303 · 0.2 / √3.
    expect(bySeeds.ofClass(1)!.interval).toEqual([
      expect.closeTo(0.2 - 0.4968, 3),
      expect.closeTo(0.2 + 0.4968, 3),
    ]);
    // All three the same: they say nothing of chance.
    expect(bySeeds.ofClass(0)).toEqual({ value: expect.closeTo(0.1, 12), interval: null });
    const both = compared(seeds(first, [3, 3, 3]), seeds(second, [3, 3, 3]));
    expect(differenceClass(bySeeds.ofClass(2))).toBe('gain');
    expect(differenceClass(both.ofClass(2))).toBe('within');
    expect(both.words).toContain('the wider of');
  });

  it('are none where a log does not say how many images were tested', () => {
    const { ofClass, words } = compared([{ perClass: [[0, 0, 0]] }], [{ perClass: [[1, 1, 1]] }]);
    expect(ofClass(0)).toEqual({ value: 1, interval: null });
    expect(differenceClass(ofClass(0))).toBe('within');
    expect(words).toContain('no interval');
    const half = compared([{ perClass: [[0, 0, 0]], testPerClass: [9, 9, 9] }], [{ perClass: [[1, 1, 1]] }]);
    expect(half.ofClass(0)!.interval).toBeNull();
    expect(half.words).toContain('no interval');
  });
});

describe('a last line', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);

  it('that is cut short is left out, also within a character', () => {
    const whole = '{"a":"€"}\n';
    expect(wholeLines(bytes(whole))).toEqual({ bytes: bytes(whole), isTorn: false });
    expect(wholeLines(bytes(whole.trimEnd())).isTorn).toBe(false);
    const cut = bytes(whole + whole).slice(0, bytes(whole).length + 8);
    expect(wholeLines(cut)).toEqual({ bytes: bytes(whole), isTorn: true });
  });
});

describe('the command that makes a run again', () => {
  it('has the options that were recorded, in the words of a shell', () => {
    const log = run({ options: { zWidth: 64, taps: "a'b c", flag: true, off: false } });
    expect(rerunCommand(log)).toBe(
      `npx mbib train cifar100-lt --method mbib --beta 1 --seed 0 --z-width 64 --taps 'a'\\''b c' --flag`,
    );
  });

  it('is that of a second stage on its run', () => {
    const firstStage = { run: 'runs/a b', method: 'ce', options: { seed: 3 } };
    const log = run({ method: 'post-hoc-logit-adjustment', options: { tau: 1 }, firstStage });
    expect(rerunCommand(log)).toBe(
      "npx mbib finetune 'runs/a b' --method logit-adjustment --beta 1 --seed 0 --tau 1",
    );
  });
});

describe('a list', () => {
  it('sorts names with their numbers in order, and rows without a value last', () => {
    const column = { title: '', value: (row: string | number | null) => row, cell: String };
    expect(sortedBy(['c10', null, 'c9'], column, true)).toEqual(['c9', 'c10', null]);
    expect(sortedBy([1, null, 3], column, false)).toEqual([3, 1, null]);
  });
});

describe('pictures of mistakes', () => {
  const source = {
    labels: Int32Array.of(0, 1, 1, 0),
    classes: 2,
    classNames: ['a', 'b'],
    imageShape: [1, 2, 1],
    preprocessing: { mean: [0.5], std: [0.25] },
    skipped: 0,
    async *batches(order: readonly Int32Array[]) {
      // The first pixel is black, the second one white.
      for (const indices of order) yield { indices, pixels: Float32Array.of(-2, 2) };
    },
  };
  const outputs = {
    images: Int32Array.of(0, 2, 3),
    labels: Int32Array.of(0, 1, 0),
    predictions: Int32Array.of(1, 0, 0),
    confidence: Float32Array.of(0.75, 0.875, 1),
  };

  it('are those of the surest ones, with the pixels as they were before they were normalised', async () => {
    const mistakes = await mistakesOf(outputs, source);
    expect(
      mistakes.map(({ image, label, prediction, confidence }) => [image, label, prediction, confidence]),
    ).toEqual([
      [2, 1, 0, 0.875],
      [0, 0, 1, 0.75],
    ]);
    const file = Buffer.from(mistakes[0]!.picture.replace('data:image/png;base64,', ''), 'base64');
    expect(pixelsOf(file)).toEqual({ width: 2, height: 1, rows: [0, 0, 255] });
  });

  it('are none of features that nobody knows the pictures of', async () => {
    expect(await mistakesOf(outputs, { ...source, imageShape: [7] })).toEqual([]);
    const pictures = async () => source;
    expect(await mistakesOf(outputs, { ...source, imageShape: [7], pictures })).toHaveLength(2);
  });

  it('shrink to the mean of the pixels that they stand for', () => {
    const values = Float32Array.of(0, 2, 4, 6, 8, 10, 12, 14);
    const picture = shrink({ width: 4, height: 2, channels: 1, values }, 2, (value) => value);
    expect(picture).toEqual({ width: 2, height: 1, channels: 1, bytes: Uint8Array.of(5, 9) });
  });

  it('are PNG files with sound checksums', () => {
    const file = Buffer.from(
      png({ width: 1, height: 2, channels: 3, bytes: Uint8Array.of(1, 2, 3, 4, 5, 6) }),
    );
    expect(pixelsOf(file)).toEqual({ width: 1, height: 2, rows: [0, 1, 2, 3, 0, 4, 5, 6] });
  });
});

/** Size and unpacked rows of a PNG, each row behind the number of its filter; throws where a checksum is wrong. */
function pixelsOf(file: Buffer) {
  const chunks: Record<string, Buffer> = {};
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    const typed = file.subarray(at + 4, at + 8 + length);
    if (crc32(typed) !== file.readUInt32BE(at + 8 + length)) throw new Error('wrong checksum');
    chunks[typed.subarray(0, 4).toString()] = typed.subarray(4);
    at += 12 + length;
  }
  const { IHDR, IDAT } = chunks;
  return { width: IHDR!.readUInt32BE(0), height: IHDR!.readUInt32BE(4), rows: [...inflateSync(IDAT!)] };
}
