import { describe, expect, it } from 'vitest';
import { parseRunLog } from '../../../src/jobs/log/parse-run-log';
import { bestEpoch, lastEpoch, progress } from '../../../src/jobs/log/run-summary';
import { logLines, logText } from '../report/runs';

const parse = (lines: unknown[]) => parseRunLog(logText(lines), 'run', 'runs/run/log.jsonl');

describe('parseRunLog', () => {
  it('reads start, epochs and end', () => {
    const run = parse(logLines());
    expect(run.start.samplesPerClass).toEqual([300, 50, 4]);
    expect(run.epochs.map((line) => line.epoch)).toEqual([1, 2]);
    expect(run.end?.seconds).toBe(23);
  });

  it('takes an epoch trained again after a resume instead of the earlier one and all that followed', () => {
    const [start, first, second, end] = logLines();
    const again = { ...first, loss: 7 };
    const run = parse([start, first, second, { type: 'resume' }, again, second, end]);
    expect(run.epochs.map((line) => [line.epoch, line.loss])).toEqual([
      [1, 7],
      [2, 2],
    ]);
    expect(run.resumes).toBe(1);
    expect(run.end).not.toBeNull();
  });

  it('begins anew at a second start line', () => {
    const run = parse([...logLines(), ...logLines({ method: 'ce', finished: false })]);
    expect(run.start.method).toBe('ce');
    expect(run.epochs).toHaveLength(2);
    expect(run.end).toBeNull();
  });

  it('keeps a loss that was not finite as null', () => {
    const [start, first] = logLines();
    expect(parse([start, { ...first, loss: Number.NaN }]).epochs[0]!.loss).toBeNull();
  });

  it.each([
    ['an empty file', '', /^runs\/run\/log\.jsonl is empty/],
    ['an empty line', logText(logLines()).replace('\n', '\n\n'), /log\.jsonl, line 2: is empty/],
    [
      'a line cut short',
      `${logText(logLines())}{"type":"ep`,
      /log\.jsonl, line 5: is not JSON \(\{"type":"ep\)/,
    ],
    ['a list', logText([...logLines(), []]), /line 5: is not a JSON object/],
    ['a log without start', logText(logLines().slice(1)), /line 1: got type "epoch"; a log begins with/],
    ['an unknown type', logText([...logLines(), { type: 'note' }]), /line 5: has type "note"/],
  ])('names file and line of %s', (_, text, message) => {
    expect(() => parseRunLog(text, 'run', 'runs/run/log.jsonl')).toThrow(message);
  });

  it.each([
    [
      'classNames',
      { classNames: ['a'] },
      0,
      /line 1: classNames is \["a"\]; expected a list of 3, one a class/,
    ],
    ['samplesPerClass', { samplesPerClass: [1, 2, 0] }, 0, /line 1: samplesPerClass is \[1,2,0\]/],
    ['perClass', { perClass: [1] }, 1, /line 2: perClass is \[1\]; expected a list of 3 numbers/],
    ['accuracy', { accuracy: { all: 1 } }, 1, /line 2: accuracy is \{"all":1\}/],
    ['loss', { loss: 'low' }, 1, /line 2: loss is "low"; expected a number/],
    ['best', { best: 3 }, 3, /line 4: best is 3; expected an object with epoch and accuracy/],
  ])('names line and field where %s is wrong', (_, fields, index, message) => {
    const lines = logLines();
    lines[index] = { ...lines[index], ...fields };
    expect(() => parse(lines)).toThrow(message);
  });
});

describe('the state of a run', () => {
  it('is unfinished without an end line, and says how far it came', () => {
    expect(progress(parse(logLines({ epochs: 20, finished: false })))).toBe('unfinished: 2 of 20 epochs');
    expect(progress(parse(logLines({ epochs: 20, perClass: [], finished: false })))).toBe(
      'unfinished: 0 of 20 epochs',
    );
    expect(progress(parse(logLines()))).toBe('2');
  });

  it('has the earliest of equally accurate epochs as its best', () => {
    const perClass = [
      [0.5, 0.5, 0.5],
      [0.9, 0.3, 0.3],
      [0.2, 0.2, 0.2],
    ];
    const run = parse(logLines({ perClass, finished: false }));
    expect(bestEpoch(run)?.epoch).toBe(1);
    expect(lastEpoch(run)?.epoch).toBe(3);
  });
});
