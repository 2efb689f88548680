import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EpochTable } from '../../../../src/jobs/command/telling/epoch-table';
import { Progress } from '../../../../src/jobs/command/telling/progress';
import { epochLine, groups, stepLine } from '../../../../src/jobs/command/telling/progress-lines';
import { duration, percent } from '../../../../src/jobs/log/format';
import type { EpochLine } from '../../../../src/jobs/log/run-log';
import type { RunEvent } from '../../../../src/jobs/run/run-events';
import { epochProgress, initialState } from '../../../../src/jobs/run/run-state';

function recorder(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  return { written, stream: { isTTY, columns, write: (text: string) => written.push(text) > 0 } };
}

beforeEach(() => {
  vi.stubEnv('TERM', 'xterm');
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe('on a terminal', () => {
  test('the live line is replaced, and gone before a lasting line', () => {
    const { written, stream } = recorder(true);
    const progress = new Progress(stream);
    for (const text of ['step 1', 'step 2']) {
      vi.advanceTimersByTime(1000);
      progress.live(() => text);
    }
    progress.line('epoch 1');
    expect(written.join('')).toBe('step 1\r\u001b[2Kstep 2\r\u001b[2Kepoch 1\n');
  });

  test('the live line is no longer than the terminal is wide', () => {
    const { written, stream } = recorder(true, 10);
    const progress = new Progress(stream);
    vi.advanceTimersByTime(1000);
    progress.live(() => 'a line of many letters');
    expect(written).toEqual(['a line o…']);
  });
});

describe('where the output is no terminal', () => {
  test('the live line is a plain one every half a minute', () => {
    const { written, stream } = recorder(false);
    const progress = new Progress(stream);
    for (let second = 1; second <= 65; second++) {
      vi.advanceTimersByTime(1000);
      progress.live(() => `second ${second}`);
    }
    expect(written).toEqual(['second 30\n', 'second 60\n']);
  });
});

test.each([
  [0, '0 s'],
  [89, '89 s'],
  [90, '2 min'],
  [59.4 * 60, '59 min'],
  [3600, '1 h 00 min'],
  [3 * 3600 + 5 * 60, '3 h 05 min'],
  [Number.NaN, '–'],
])('%s seconds read %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

test('a fraction reads as per cent, a group without classes as a dash', () => {
  expect([percent(0.4126), percent(null)]).toEqual(['41.3', '–']);
});

test('the step line says where the run stands and how long it takes', () => {
  const state = initialState({}, { data: '' });
  state.epoch = 2;
  state.step = 40;
  state.evaluationSeconds = 10;
  state.sums = { loss: 240, correct: 30, images: 80, seconds: 10 };
  // 100 of 200 images in 10 seconds; 80 of them are summed so far. 18 epochs but for these, and 18 evaluations.
  expect(stepLine(epochProgress(state, { epochs: 20, steps: 80, images: 200 }))).toBe(
    `epoch 3/20  step 40/80  loss 3.000  10.0 images/s  ${duration((18 * 200 - 100) / 10 + 180)} left`,
  );
});

test('a step line before the first loss has a dash in its place', () => {
  const line = stepLine(epochProgress(initialState({}, { data: '' }), { epochs: 2, steps: 8, images: 20 }));
  expect(line).toBe('epoch 1/2  step 0/8  loss –  – images/s  – left');
});

const accuracy = { all: 0.5, many: 0.75, medium: 0.25, few: null };
const line: EpochLine = {
  type: 'epoch',
  time: '2026-11-24T06:13:32.000Z',
  epoch: 3,
  learningRate: 0.1,
  loss: 3,
  trainAccuracy: 0.2,
  imagesPerSecond: 10,
  seconds: 25,
  skippedImages: 0,
  accuracy,
  perClass: [],
};

test.each([
  [80, ['train', 'all', 'many', 'medium', 'few']],
  [45, ['all', 'many', 'medium', 'few']],
  [30, ['all', 'many', 'few']],
  [20, ['all', 'few']],
  [12, ['all']],
])('in %i columns the note above the epochs explains the accuracies that stand there: %j', (width, shown) => {
  const event: Extract<RunEvent, { type: 'epoch' }> = {
    type: 'epoch',
    line,
    epochs: 20,
    best: { epoch: 3, accuracy },
    measured: 'test',
  };
  const { note, head } = new EpochTable().linesFor(event, width);
  for (const name of ['train', 'all', 'many', 'medium', 'few']) {
    const isExplained = new RegExp(`\\(${name}\\)|(with|,|and) ${name}\\b`).test(note!);
    expect([name, head!.split(/ +/).includes(name), isExplained]).toEqual([
      name,
      shown.includes(name),
      shown.includes(name),
    ]);
  }
});

test('the epoch line has loss, accuracies, the best epoch, speed and time', () => {
  expect(epochLine(line, 20, { epoch: 2, accuracy: { ...accuracy, all: 0.55 } })).toBe(
    'epoch 3/20  loss 3.000  train 20.0 %  test all 50.0  many 75.0  medium 25.0  few –  ' +
      'best 55.0 (epoch 2)  10.0 images/s  25 s',
  );
});

test('classes that were never trained on are told of where there are some', () => {
  const accuracy = { all: 0.5, many: 0.75, medium: 0.25, few: 0.125 };
  const trained = 'all 50.0  many 75.0  medium 25.0  few 12.5';
  expect(groups(accuracy)).toBe(trained);
  expect(groups({ ...accuracy, unseen: null })).toBe(trained);
  expect(groups({ ...accuracy, unseen: 0 })).toBe(`${trained}  unseen 0.0`);
});

test('what is not known yet is a dash', () => {
  const progress = epochProgress(initialState({}, { data: '' }), { epochs: 2, steps: 4, images: 8 });
  const unknown = { ...progress, loss: null, imagesPerSecond: null, secondsLeft: null };
  expect(stepLine(unknown)).toBe('epoch 1/2  step 0/4  loss –  – images/s  – left');
});
