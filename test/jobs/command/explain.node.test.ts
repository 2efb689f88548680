import { describe, expect, test } from 'vitest';
import { job as cifar100 } from '../../../examples/cifar100-lt';
import { job as digits } from '../../../examples/digits';
import { job as imagenetLt } from '../../../examples/imagenet-lt';
import { explain } from '../../../src/jobs/command/explain';
import { flagOf } from '../../../src/jobs/command/flag-of';
import { FileError } from '../../../src/jobs/files/atomic-file';
import { DivergedError } from '../../../src/jobs/loop/diverged-error';
import {
  defaultLossOptions,
  lossOptionsOf,
  type MethodName,
  methodNames,
} from '../../../src/jobs/nets/methods';
import { MissingImagesError } from '../../../src/jobs/photos/check/missing-images-error';
import { UnreadableImageError } from '../../../src/jobs/photos/unreadable-image-error';
import type { Job } from '../../../src/jobs/run/job';
import {
  FolderTakenError,
  NoImagesError,
  NoRunError,
  OtherDataError,
  OtherOptionError,
  RunStoppedError,
  UnreadOptionError,
} from '../../../src/jobs/run/run-errors';

const image = { file: 'train.txt', place: 'line 3', path: 'a.jpg' };

const jobs = { cifar100, digits, imagenetLt } as unknown as Record<string, Job>;

function advice(method: MethodName, job: Job, given = {}): string {
  const error = new DivergedError({ method, epoch: 2, step: 3, loss: Number.NaN });
  error.options = { ...defaultLossOptions(method), ...given };
  const text = explain(error, job);
  expect(text).toContain(error.message);
  return text.slice(error.message.length + 1);
}

describe('a training that diverged', () => {
  test.each(methodNames)('with %s is told only to change flags that it takes', (method) => {
    for (const job of Object.values(jobs)) {
      const flags: string[] = advice(method, job).match(/--[\w-]+/g) ?? [];
      const taken = [...lossOptionsOf[method], ...Object.keys(job.options ?? {})].map(flagOf);
      expect(taken).toEqual(expect.arrayContaining(flags));
    }
  });

  test.each([
    [
      'ce',
      'digits',
      "The method ce has no option that makes smaller steps: lower the learning rate in the job's recipe.",
    ],
    [
      'bsce',
      'digits',
      "The method bsce has no option that makes smaller steps: lower the learning rate in the job's recipe.",
    ],
    ['bib', 'digits', 'Start another run with a smaller --beta.'],
    ['mbib', 'cifar100', 'Start another run with a smaller --beta, --a or --b.'],
    ['lade', 'digits', 'Start another run with a smaller --lade-alpha or --lade-lambda.'],
    ['ce', 'imagenetLt', 'Start another run with a smaller --learning-rate.'],
    ['bsce', 'imagenetLt', 'Start another run with a smaller --learning-rate.'],
    ['bib', 'imagenetLt', 'Start another run with a smaller --beta or --learning-rate.'],
    ['mbib', 'imagenetLt', 'Start another run with a smaller --beta, --a, --b or --learning-rate.'],
  ] as const)('with %s on %s is told what makes smaller steps', (method, job, text) => {
    expect(advice(method, jobs[job]!)).toBe(text);
  });

  test('is not told to lower what is 0', () => {
    expect(advice('bib', digits as Job, { beta: 0 })).toContain('no option that makes smaller steps');
  });
});

test.each([
  [
    new FolderTakenError('runs/a', true),
    'runs/a holds a run already. Go on with it by adding --resume, or choose another folder with --out.',
  ],
  [
    new FolderTakenError('runs/a', false),
    'runs/a exists and is not empty. Choose another folder with --out.',
  ],
  [new NoRunError('runs/a', false), 'There is no run in runs/a to resume. Leave --resume out to start one.'],
  [new NoRunError('runs/a', true), "runs/a holds no run (no log.jsonl). Name the run's folder with --out."],
  [
    new NoRunError('runs/a', true, true),
    'runs/a holds the checkpoint of a run whose log.jsonl is missing: a run is resumed with both.',
  ],
  [new UnreadOptionError('beta', 'ce'), '--beta has no effect with --method ce; leave it out.'],
  [
    new OtherOptionError('runs/a', 'imageSize', 224, 64),
    'The run in runs/a was started with --image-size 224, not 64. ' +
      'Resume it with the options it has (those left out are taken from it), or start another with another --out.',
  ],
  [
    new OtherOptionError('runs/a', 'weights', undefined, 'b'),
    /^The run in runs\/a was started with no --weights, not b\./,
  ],
  [
    new OtherDataError('runs/a', 'training'),
    'The run in runs/a has another list of training images. Resume it with the data it had. It is what --data names.',
  ],
  [
    new NoImagesError('test', 40),
    'None of the test images can be read (40 left out). Is --data the folder that they lie in?',
  ],
  [
    new RunStoppedError('runs/a', new FileError('Cannot write runs/a/x', { code: 'ENOSPC' })),
    'Cannot write runs/a/x: no space is left on the disk. The last checkpoint is kept. --resume goes on from it.',
  ],
  [
    new UnreadableImageError({ ...image, reason: 'does not exist' }),
    'train.txt, line 3: a.jpg does not exist. --skip-bad-images goes on without it.',
  ],
  [
    new UnreadableImageError({ ...image, reason: 'is a link that leads out of /data, to /mnt/a.jpg' }),
    'to /mnt/a.jpg. --follow-links reads what links lead to, wherever it lies; --skip-bad-images goes on without it.',
  ],
  [
    new MissingImagesError({
      files: 9,
      problems: [{ ...image, list: 'train', photo: 2, reason: 'does not exist' }],
    }),
    '1 listed image cannot be read (the lists name 9 files): train.txt, line 3: a.jpg does not exist. --images names the folder that the ' +
      'paths of the lists start from, --skip-bad-images goes on without them.',
  ],
  [
    new MissingImagesError(
      { files: 9, problems: [{ ...image, list: 'train', photo: 2, reason: 'does not exist' }] },
      'train',
    ),
    /a\.jpg does not exist\. --images names the folder that the paths of the lists start from\.$/,
  ],
  [new Error('a \u001b[2J file\nand a line'), 'a \\u001b[2J file\nand a line'],
  [new Error('anything else'), 'anything else'],
  ['no error at all', 'no error at all'],
])('%o is told with the flags that mend it', (error, text) => {
  expect(explain(error)).toMatch(text);
});

test('an option is told by its name where there is no command line', () => {
  expect(new UnreadOptionError('beta', 'ce').message).toBe(
    'beta has no effect with method ce; leave it out.',
  );
  expect(new OtherOptionError('a', 'beta', 1, 2).message).toMatch(
    /^The run in a was started with beta 1, not 2\./,
  );
});

test.each([
  new FolderTakenError('a', true),
  new FolderTakenError('a', false),
  new NoRunError('a', true),
  new NoRunError('a', false),
  new UnreadOptionError('beta', 'ce'),
  new OtherOptionError('a', 'beta', 1, 2),
  new OtherDataError('a', 'test'),
  new NoImagesError('training', 1),
  new RunStoppedError('a', new Error('full.')),
])('the error itself has no flag in its text: $name', (error) => {
  expect(error.message).not.toMatch(/--\w/);
  expect(error.constructor.name).toBe(error.name);
});
