import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRunLog } from '../../../src/jobs/log/parse-run-log';
import {
  type EpochLine,
  formatLogLine,
  LOG_FORMAT,
  type LogLine,
  type StartLine,
} from '../../../src/jobs/log/run-log';
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
    const run = parse([
      start,
      first,
      second,
      { type: 'resume', time: '', epoch: 0, step: 1 },
      again,
      second,
      end,
    ]);
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
    ['samplesPerClass', { samplesPerClass: [1, 2, -1] }, 0, /line 1: samplesPerClass is \[1,2,-1\]/],
    ['perClass', { perClass: [1] }, 1, /line 2: perClass is \[1\]; expected a list of 3 fractions/],
    ['accuracy', { accuracy: { all: 1 } }, 1, /line 2: accuracy is \{"all":1\}/],
    ['loss', { loss: 'low' }, 1, /line 2: loss is "low"; expected a number/],
    ['options', { options: { seed: null } }, 0, /line 1: options is \{"seed":null\}; expected an object of/],
    ['steps', { steps: 0 }, 0, /line 1: steps is 0; expected a positive integer/],
    ['last', { last: undefined }, 3, /line 4: last is missing; expected an object with epoch and accuracy/],
    ['best', { best: 3 }, 3, /line 4: best is 3; expected an object with epoch and accuracy/],
    ['loss that is missing', { loss: undefined }, 1, /line 2: loss is missing; expected a number, or null/],
    ['epoch', { epoch: 9 }, 1, /line 2: epoch is 9; expected one of the 2 epochs, counted from 1/],
    ['trainAccuracy', { trainAccuracy: 7 }, 1, /line 2: trainAccuracy is 7; expected a fraction in 0\.\.1/],
    [
      'accuracy above 1',
      { accuracy: { all: 7, many: 1, medium: 1, few: 1 } },
      1,
      /line 2: accuracy is \{"all":7,.*expected an object with the fractions all, many, medium, few/,
    ],
    [
      'accuracy of unseen classes above 1',
      { accuracy: { all: 1, many: 1, medium: 1, few: 1, unseen: 7 } },
      1,
      /line 2: accuracy is \{.*"unseen":7\}/,
    ],
    ['perClass above 1', { perClass: [1, 1, 7] }, 1, /line 2: perClass is \[1,1,7\]/],
    ['seconds', { seconds: -1 }, 1, /line 2: seconds is -1; expected a number of at least 0/],
    ['seconds of the end', { seconds: undefined }, 3, /line 4: seconds is missing/],
    [
      'last that is not the last',
      { last: { epoch: 1, accuracy: { all: 1, many: 1, medium: 1, few: 1 } } },
      3,
      /line 4: last is .*those of epoch 2/,
    ],
    [
      'a resume',
      { type: 'resume', epoch: 3, step: 0 },
      3,
      /line 4: epoch is 3; expected a whole number up to 2/,
    ],
  ])('names line and field where %s is wrong', (_, fields, index, message) => {
    const lines: object[] = logLines();
    lines[index] = { ...lines[index], ...fields };
    expect(() => parse(lines)).toThrow(message);
  });
});

it('reads accuracies with and without those of unseen classes', () => {
  const [start, ...lines] = logLines();
  expect(parse([start, ...lines]).epochs[0]!.accuracy).not.toHaveProperty('unseen');
  for (const unseen of [null, 0.125]) {
    const [withUnseen] = logLines({ samplesPerClass: [300, 50, 0], unseen });
    const [, epoch] = logLines({ samplesPerClass: [300, 50, 0], unseen });
    const run = parse([withUnseen, epoch!]);
    expect(run.start.samplesPerClass).toEqual([300, 50, 0]);
    expect(run.epochs[0]!.accuracy.unseen).toBe(unseen);
  }
});

it('refuses an end before the last epoch', () => {
  const [start, first, second, end] = logLines();
  expect(() => parse([start, end])).toThrow('line 2: ends the run after epoch 0; expected epoch 2 first');
  expect(() => parse([start, first, end])).toThrow('line 3: ends the run after epoch 1; expected epoch 2');
  const resume = { type: 'resume', time: '', epoch: 2, step: 0 };
  expect(parse([start, first, second, end, resume, end]).end).not.toBeNull();
});

const accuracies = fc.record({
  all: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  many: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  medium: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  few: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
});
const figure = fc.option(fc.double({ min: 1e-9, max: 1e9, noNaN: true }));
const time = fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
const whole = fc.nat();
const count = fc.integer({ min: 1 });
const fraction = fc.option(fc.double({ min: 0, max: 1, noNaN: true }));
/** Without '__proto__', which is no name of an option. */
const name = fc.string().filter((text) => text !== '__proto__');

const startLine = fc
  .record(
    {
      type: fc.constant('start' as const),
      format: fc.constant(LOG_FORMAT),
      time,
      job: fc.string(),
      method: fc.string(),
      options: fc.dictionary(name, fc.oneof(fc.string(), fc.integer(), fc.boolean()), {
        noNullPrototype: true,
      }),
      backend: fc.string(),
      samplesPerClass: fc.array(count, { minLength: 1, maxLength: 5 }),
      steps: count,
      epochs: count,
      versions: fc.record(
        { mbib: fc.string(), node: fc.string(), 'tfjs-core': fc.string() },
        { requiredKeys: [], noNullPrototype: true },
      ),
      arithmetic: fc.constantFrom('float32', 'float16'),
      processor: fc.string(),
      commit: fc.string(),
    },
    {
      requiredKeys: [
        'type',
        'format',
        'time',
        'job',
        'method',
        'options',
        'backend',
        'samplesPerClass',
        'steps',
        'epochs',
        'versions',
      ],
      noNullPrototype: true,
    },
  )
  .chain((line) => {
    const classes = line.samplesPerClass.length;
    return fc
      .array(fc.string({ unit: 'binary' }), { minLength: classes, maxLength: classes })
      .map((classNames): StartLine & { format: typeof LOG_FORMAT } => ({ ...line, classes, classNames }));
  });

const epochLines = (classes: number) =>
  fc
    .array(
      fc.record(
        {
          type: fc.constant('epoch' as const),
          time,
          learningRate: figure,
          loss: figure,
          trainAccuracy: fraction,
          imagesPerSecond: figure,
          seconds: figure,
          skippedImages: whole,
          accuracy: accuracies,
          perClass: fc.array(fraction, { minLength: classes, maxLength: classes }),
        },
        { noNullPrototype: true },
      ),
      { maxLength: 4 },
    )
    .map((lines) => lines.map((line, i): EpochLine => ({ ...line, epoch: i + 1 })));

const logs = startLine
  .chain((start) => fc.tuple(fc.constant(start), epochLines(start.classes), fc.boolean()))
  .chain(([start, epochs, finished]) => {
    // A run that is finished has trained all its epochs.
    const length = finished ? Math.max(1, epochs.length) : start.epochs + epochs.length;
    const ends = finished && epochs.length > 0;
    return fc.record({
      start: fc.constant({ ...start, epochs: length }),
      epochs: fc.constant(epochs),
      resumes: fc.array(
        fc.record({
          type: fc.constant('resume' as const),
          time,
          epoch: fc.nat({ max: length }),
          step: fc.nat({ max: start.steps }),
        }),
        { maxLength: 2 },
      ),
      end: ends
        ? fc.record({
            type: fc.constant('end' as const),
            time,
            last: fc.record({ epoch: fc.constant(length), accuracy: accuracies }),
            best: fc.record({ epoch: fc.integer({ min: 1, max: length }), accuracy: accuracies }),
            seconds: figure,
          })
        : fc.constant(null),
    });
  });

it('reads every log that can be written as what was written', () => {
  fc.assert(
    fc.property(logs, ({ start, epochs, resumes, end }) => {
      const lines: LogLine[] = [start, ...resumes, ...epochs, ...(end ? [end] : [])];
      const run = parseRunLog(lines.map(formatLogLine).join(''), 'run', 'log.jsonl');
      expect(run).toEqual({ name: 'run', start, epochs, resumes: resumes.length, end });
    }),
  );
});

describe('a log of another format', () => {
  it('is read where it is of mbib 0.1.0, which wrote none', () => {
    const [{ format: _, ...start }, first, second, end] = logLines();
    const run = parse([start, first, { type: 'resume', time: '', epoch: 1, step: 0 }, second, end]);
    expect(run.start.format).toBe(0);
    expect(run.start).not.toHaveProperty('arithmetic');
    expect(run.epochs).toHaveLength(2);
  });

  it('may lack figures where it is of mbib 0.1.0', () => {
    const [{ format: _, ...start }, first] = logLines();
    expect(parse([start, { ...first, loss: undefined }]).epochs[0]!.loss).toBeNull();
  });

  it('is refused where it is of a later version', () => {
    const [start, ...others] = logLines();
    expect(() => parse([{ ...start, format: 2 }, ...others])).toThrow(
      'log.jsonl, line 1: the log is of format 2, this version of mbib reads formats up to 1; update mbib to read it',
    );
  });

  it('may have fields that this version does not know', () => {
    const [start, ...others] = logLines();
    const run = parse([{ ...start, later: 1 }, ...others]);
    expect(run).toEqual(parse(logLines()));
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
