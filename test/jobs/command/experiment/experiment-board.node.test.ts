import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ExperimentBoard } from '../../../../src/jobs/command/experiment/experiment-board';
import type { ExperimentRun } from '../../../../src/jobs/experiment/expand';
import type { RunEvent } from '../../../../src/jobs/run/run-events';

beforeEach(() => {
  vi.stubEnv('TERM', 'xterm');
  vi.stubEnv('NO_COLOR', '1');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const runs = [0, 1].map((seed): ExperimentRun => {
  return { index: seed, folder: `mbib-s${seed}`, label: 'MBIB', seed, options: { seed } };
});

const step: RunEvent = {
  type: 'step',
  epoch: 2,
  epochs: 20,
  step: 3,
  steps: 10,
  loss: 1.5,
  imagesPerSecond: 100,
  secondsLeft: 42,
};

/** What a board writes while a run is trained and another one fails. */
function written(isTTY: boolean, columns = 80): string {
  let text = '';
  const stream = { isTTY, columns, write: (part: string) => (text += part) };
  const board = new ExperimentBoard('table9', runs, stream);
  const [first, second] = runs as [ExperimentRun, ExperimentRun];
  board.started(first);
  board.tell(first, step);
  board.finished(first);
  board.started(second);
  board.failed(second, 'the loss is not finite');
  board.close();
  return text;
}

test('elsewhere than on a terminal each event is a line', () => {
  expect(written(false).replaceAll(/ {2}[\d.]+ s/g, '  … s')).toBe(
    [
      '000  MBIB, seed 0  started',
      '000  MBIB, seed 0  finished  … s  (1 of 2)',
      '001  MBIB, seed 1  started',
      '001  MBIB, seed 1  failed: the loss is not finite\n',
    ].join('\n'),
  );
});

test('which backend computes, and what else is true of several runs, is told once', () => {
  let text = '';
  const stream = { isTTY: false, columns: 80, write: (part: string) => (text += part) };
  const board = new ExperimentBoard('table9', runs, stream);
  for (const run of runs) {
    board.started(run);
    board.tell(run, { type: 'backend', name: 'cpu', reason: 'cpu (the others did not start)' });
    board.tell(run, { type: 'note', text: `A note on ${run.seed}.` });
  }
  board.close();
  const notices = text.split('\n').filter((line) => !line.includes('started'));
  expect(notices).toEqual([
    ...['Backend: cpu (the others did not start)', 'A note on 0.', 'A note on 1.', ''],
  ]);
});

test('on a terminal the runs under way stand in a table, which goes again, and NO_COLOR keeps colours away', () => {
  const text = written(true);
  expect(text).toContain('table9: 0 of 2 runs finished, 1 under way, 1 to come');
  expect(text).toContain('000  MBIB');
  // Nothing but steps upwards and the clearing of what is below: as often as a table was drawn.
  const sequences = text
    .split('\u001b')
    .slice(1)
    .map((part) => /^\[[\d;]*[A-Za-z]/.exec(part)?.[0]);
  expect(new Set(sequences)).toEqual(new Set(['[3A', '[J']));
  const lasting = text.split('\u001b[J').at(-1)!;
  expect(lasting).toBe('001  MBIB, seed 1  failed: the loss is not finite\n');
});

test('no line of the table is as wide as the terminal', () => {
  const lines = written(true, 24)
    .split('\n')
    .filter((line) => line.startsWith('table9') || line.startsWith('run'));
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(line.length).toBeLessThan(24);
});

test('where the terminal is narrow, what is told of all runs goes on in further lines', () => {
  const [told] = written(true, 32).split('run  setting');
  expect(told).toBe('table9: 0 of 2 runs finished, 1\n  under way, 1 to come\n');
});
