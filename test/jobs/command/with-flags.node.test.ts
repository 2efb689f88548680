import { expect, test } from 'vitest';
import { job as cifar100 } from '../../../examples/cifar100-lt';
import { job as digits } from '../../../examples/digits';
import { job as folder } from '../../../examples/folder';
import { job as imagenetLt } from '../../../examples/imagenet-lt';
import { job as inaturalist2018 } from '../../../examples/inaturalist2018';
import { flagOf } from '../../../src/jobs/command/flag-of';
import { withFlags } from '../../../src/jobs/command/with-flags';
import { assertServes } from '../../../src/jobs/run/finetune/asked-options';
import type { Job } from '../../../src/jobs/run/job';
import { runOptions } from '../../../src/jobs/run/job-options';
import { resolveJobOptions } from '../../../src/jobs/run/open-run';

const jobs = [cifar100, digits, folder, imagenetLt, inaturalist2018] as unknown as Job[];
const namesOf = (job: Job) => Object.keys(runOptions(job.options ?? {}));

/** What a function throws, in the words of a command line. */
function told(names: readonly string[], call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return withFlags((error as Error).message, names);
  }
  throw new Error('nothing was thrown');
}

const options = jobs.flatMap((job) => namesOf(job).map((name) => [job.name, name, job] as const));

test.each(options)('the job %s calls %s by its flag where its value is wrong', (_, name, job) => {
  const given = { ...requiredOf(job), [name]: { wrong: true } };
  const message = told(namesOf(job), () => resolveJobOptions(job, given as never));
  expect(message.startsWith(`${flagOf(name)} must `)).toBe(true);
});

function requiredOf({ options = {} }: Job): object {
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, { required }]) => (required ? [[name, 'x']] : [])),
  );
}

test.each([
  [
    'digits',
    { select: 'last', valFraction: 0.2 },
    "--val-fraction must be left out where --select is 'last'",
  ],
  ['cifar100-lt', { data: 'x', method: 'bib', taps: 'stage1,stage3' }, 'leave out --taps.'],
])('options of the job %s that do not go together are told by their flags: %j', (name, given, sentence) => {
  const job = jobs.find((each) => each.name === name)!;
  expect(told(namesOf(job), () => resolveJobOptions(job, given as never))).toContain(sentence);
});

test.each([
  ['imagenet-lt', { evaluate: 'val', select: 'val' }, "--evaluate must be 'test' where --select is 'val'"],
  [
    'folder',
    { method: 'ce' },
    'Give either --data, a folder of pictures, or --features, a file of features.',
  ],
])('what the job %s tells when it reads its data has flags', async (name, given, sentence) => {
  const job = jobs.find((each) => each.name === name)!;
  const reading = job.load!(given as never, { tell: () => {} });
  await expect(reading.catch(({ message }) => withFlags(message, namesOf(job)))).resolves.toContain(sentence);
});

test('a second stage without its tau is told to have --tau', () => {
  const log = { start: { samplesPerClass: [2, 1] } };
  const call = () => assertServes({ method: 'tau-norm' } as never, log as never, 'runs/a');
  expect(told(['tau'], call)).toMatch(/^--tau must be given for tau-norm/);
});

test.each([
  ['a.yaml: options.other must be 1, got 2', 'a.yaml: options.other must be 1, got 2'],
  ['options.seed.x and options.seed', 'options.seed.x and --seed'],
  ['replicas must be left out on webgpu, got 2', '--replicas must be left out on webgpu, got 2'],
  [
    'options must hold method, imageSize, seed only (it is read without options), got other',
    'There is no other here (it is read without options): the options are method, --image-size, --seed',
  ],
])('names that are no options of the command stay as they are: %s', (message, expected) => {
  expect(withFlags(message, ['imageSize', 'seed', 'replicas'])).toBe(expected);
});
