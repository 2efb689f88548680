import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, type layers, loadLayersModel } from '@tensorflow/tfjs-layers';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { job as digits } from '../../../../examples/digits';
import { explain } from '../../../../src/jobs/command/explain';
import { addFinetune } from '../../../../src/jobs/command/finetune/finetune-command';
import { longTailedDigits } from '../../../../src/jobs/data/digits/long-tailed-digits';
import { loadDigits } from '../../../../src/jobs/files/load-digits';
import { readOutputs } from '../../../../src/jobs/files/reading/read-outputs';
import { loadFromFolder } from '../../../../src/jobs/files/save-model';
import { writeReport } from '../../../../src/jobs/files/write-report';
import type { RunOutputs } from '../../../../src/jobs/log/outputs/run-outputs';
import { parseRunLog } from '../../../../src/jobs/log/parse-run-log';
import {
  type FinetuneMethod,
  type FinetuneOptions,
  finetuneMethods,
  stageForms,
} from '../../../../src/jobs/run/finetune/finetune-options';
import { finetuneRun } from '../../../../src/jobs/run/finetune/finetune-run';
import { InterruptedError } from '../../../../src/jobs/run/interrupt';
import type { Job } from '../../../../src/jobs/run/job';
import {
  FolderTakenError,
  OtherOptionError,
  StageDivergedError,
  UnreadOptionError,
} from '../../../../src/jobs/run/run-errors';
import { runJob } from '../../../../src/jobs/run/run-job';
import { balancedAccuracy } from '../../../../src/jobs/run/selection/better-balanced';
import { expectClose } from '../../../support/close';
import { outcome } from '../../support/outcome';

let folder: string;
/** A run of one epoch by cross entropy, and one whose epoch validation images choose. */
let [run, validated] = ['', ''];
const jobs = [digits as unknown as Job];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mbib-test-'));
  [run, validated] = [join(folder, 'run'), join(folder, 'validated')];
  const options = { method: 'ce', epochs: 1, backend: 'wasm' } as const;
  await runJob(digits, { ...options, out: run });
  await runJob(digits, { ...options, out: validated, select: 'val', valFraction: 0.2 });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What is given for a second stage: a short training, and τ, which nothing chooses. */
const given = (method: FinetuneMethod, options: Partial<FinetuneOptions> = {}) => ({
  method,
  ...(stageForms[method].settings && { epochs: 3 }),
  ...(stageForms[method].reads.includes('tau') && { tau: 0.8 }),
  ...options,
});
const tune = (method: FinetuneMethod, options: Partial<FinetuneOptions> = {}, of = run) =>
  finetuneRun(jobs, of, { ...given(method, options) });
const modelOf = (path: string) => loadLayersModel(loadFromFolder(join(path, 'classifier')));
const logOf = async (path: string) =>
  parseRunLog(await readFile(join(path, 'log.jsonl'), 'utf8'), path, path);

/** The share of the kept predictions that are right. */
const rightIn = ({ labels, predictions }: RunOutputs) =>
  labels.filter((label, i) => predictions[i] === label).length / labels.length;

/** The layers of a model and of the models in it. */
const layersOf = ({ layers }: LayersModel): layers.Layer[] =>
  layers.flatMap((layer) => ('layers' in layer ? layersOf(layer as unknown as LayersModel) : [layer]));

/** The numbers of the layers whose names pass, layer by layer. */
const weightsOf = (model: LayersModel, passes: (name: string) => boolean) =>
  layersOf(model)
    .filter(({ name }) => passes(name))
    .flatMap((layer) => layer.getWeights().map((weight) => Array.from(weight.dataSync())));

/** Kernel and bias of the last linear layer of a classifier. */
function lastDense(model: LayersModel): tf.Tensor[] {
  return layersOf(model)
    .filter((layer) => layer.getClassName() === 'Dense')
    .at(-1)!
    .getWeights();
}

const isNew = (name: string) => name.startsWith('second_stage');

describe.each(finetuneMethods)('the second stage %s on a run of digits', (method) => {
  test('leaves the network as it was, and a classifier that plain tfjs loads and that is as right as its log says', async () => {
    const { path, last } = await tune(method);
    expect(path).toBe(`${run}-${method}`);
    const [before, after] = await Promise.all([modelOf(run), modelOf(path)]);
    const [dense] = layersOf(before).filter((layer) => layer.getClassName() === 'Dense');
    const network = weightsOf(before, (name) => name !== dense!.name);
    expect(network.length).toBeGreaterThan(10);
    expect(weightsOf(after, (name) => !isNew(name))).toEqual(network);
    expect(weightsOf(after, isNew).flat()).not.toEqual(dense!.getWeights().flatMap((w) => [...w.dataSync()]));

    const { images, labels } = longTailedDigits(loadDigits(), 0).test;
    const pixels = tf.tensor(images, [labels.length, 8, 8, 1], 'int32');
    const predicted = tf.tidy(() => tf.argMax(after.predict(pixels) as tf.Tensor, -1)).dataSync();
    const right = labels.filter((label, i) => predicted[i] === label).length / labels.length;
    expect(Math.abs(right - last.accuracy.all!)).toBeLessThan(1.5 / labels.length);

    const kept = (await readOutputs(path))!;
    expect([kept.epoch, rightIn(kept)]).toEqual([last.epoch, last.accuracy.all]);
    expect(kept.labels).toEqual(labels);
    // The representation is what the linear classifier takes, that of the run: only batches differ.
    const first1 = (await readOutputs(run))!;
    expect(kept.sample).toEqual(first1.sample);
    expectClose([...kept.representations.z.values], [...first1.representations.z.values]);
    const mistakes = JSON.parse(await readFile(join(path, 'mistakes.json'), 'utf8'));
    expect(mistakes.mistakes).toHaveLength(24);

    const { start, epochs, end } = await logOf(path);
    const first = (await logOf(run)).start;
    expect(start).toMatchObject({
      method: stageForms[method].logName,
      job: 'digits',
      samplesPerClass: first.samplesPerClass,
      firstStage: { run, method: 'ce', options: first.options },
    });
    expect(end!.last).toEqual({ epoch: epochs.length, accuracy: last.accuracy });
    const metrics = JSON.parse(await readFile(join(path, 'metrics.json'), 'utf8'));
    expect(metrics).toMatchObject({
      method: start.method,
      options: start.options,
      firstStage: { run },
      last,
    });
  });
});

test('reports show second stages beside their runs', async () => {
  const page = join(folder, 'report.html');
  expect(await writeReport([run, `${run}-crt`, `${run}-tau-norm`], page)).toBe(3);
  const text = await readFile(page, 'utf8');
  for (const title of ['Cross entropy', 'cRT', 'τ-normalisation']) expect(text).toContain(title);
});

test('τ-normalisation and logit adjustment are what their equations say', async () => {
  const [before, normed, adjusted] = await Promise.all(
    [run, `${run}-tau-norm`, `${run}-logit-adjustment`].map(modelOf),
  );
  const [kernel, bias] = lastDense(before!).map((weight) => weight.arraySync() as number[][]);
  const lengths = kernel![0]!.map((_, k) => Math.hypot(...kernel!.map((row) => row[k]!)));
  const [tauNorm, ...others] = lastDense(normed!);
  expect(others).toEqual([]);
  expectClose(
    tauNorm!,
    kernel!.map((row) => row.map((value, k) => value / lengths[k]! ** 0.8)),
  );
  const [same, biases] = lastDense(adjusted!);
  expectClose(same!, kernel!);
  const { samplesPerClass } = (await logOf(run)).start;
  const changes = Array.from(biases!.dataSync(), (value, k) => value - (bias as unknown as number[])[k]!);
  expectClose(
    changes.map((change) => change - changes[0]!),
    samplesPerClass.map((count) => -0.8 * Math.log(count / samplesPerClass[0]!)),
    { atol: 1e-5 },
  );
});

test.each(['crt', 'disalign'] as const)(
  'the second stage %s, stopped in its middle and done again, comes to the same bits, and refuses other options',
  async (method) => {
    const out = join(folder, `stopped-${method}`);
    const tell = ({ type, line }: { type: string; line?: { epoch: number } }) => {
      if (type === 'epoch' && line?.epoch === 2) process.emit('SIGINT', 'SIGINT');
    };
    const stopped = finetuneRun(jobs, run, { ...given(method), out }, { tell: tell as never });
    await expect(stopped).rejects.toThrow(InterruptedError);
    expect((await logOf(out)).epochs).toHaveLength(2);
    await expect(tune(method, { out })).rejects.toThrow(FolderTakenError);
    const other = await tune(method, { out, resume: true, epochs: 4 }).catch((error) => error);
    expect(other).toEqual(new OtherOptionError(out, 'epochs', 3, 4));
    // What is left out, the number of epochs here, is as it was.
    const done = await finetuneRun(jobs, run, { method, out, resume: true });
    expect(await outcome(out)).toEqual(await outcome(`${run}-${method}`));
    const log = await readFile(join(out, 'log.jsonl'), 'utf8');
    const notes: unknown[] = [];
    const again = await finetuneRun(
      jobs,
      run,
      { method, out, resume: true },
      { tell: (event) => event.type === 'note' && notes.push(event.text) },
    );
    expect(again).toEqual(done);
    expect(notes).toEqual([`The second stage in ${out} is finished: nothing is left to do.`]);
    const smaller = finetuneRun(jobs, run, { method, out, resume: true, quantize: 'uint8' });
    await expect(smaller).rejects.toThrow('its classifier is not saved as uint8. Do it again');
    expect(await readFile(join(out, 'log.jsonl'), 'utf8')).toBe(log);
  },
);

test('stopped before its first epoch it left nothing, and is begun anew', async () => {
  const out = join(folder, 'stopped-early');
  const tell = ({ type }: { type: string }) => {
    if (type === 'encoding') process.emit('SIGINT', 'SIGINT');
  };
  const error = await finetuneRun(jobs, run, { method: 'crt', out }, { tell }).catch((reason) => reason);
  expect(error).toBeInstanceOf(InterruptedError);
  expect(error.resumable).toBe(false);
  expect((await tune('crt', { out })).path).toBe(out);
});

test('τ is the one with the highest balanced accuracy on validation images, and test images are read at the end', async () => {
  const { path, last, test: tested } = await finetuneRun(jobs, validated, { method: 'tau-norm' });
  const { start, end } = await logOf(path);
  expect(start.selection).toBe('validation');
  expect(start.options).not.toHaveProperty('tau');
  const metrics = JSON.parse(await readFile(join(path, 'metrics.json'), 'utf8'));
  expect(metrics.chosen).toEqual(start.chosen);
  expect(end!.test).toEqual({ epoch: 1, accuracy: tested!.accuracy });
  const accuracies = new Map<number, number>();
  for (const tau of [0, 0.5, 1, 1.5, 2, start.chosen!.tau as number]) {
    const out = join(folder, `tau-${tau}`);
    const given = await finetuneRun(jobs, validated, { method: 'tau-norm', tau, out });
    accuracies.set(tau, balancedAccuracy(given.last.perClass));
  }
  expect(accuracies.get(start.chosen!.tau as number)).toBe(Math.max(...accuracies.values()));
  expect(last.perClass).not.toEqual(tested!.perClass);
});

test('where validation images choose the epoch, the classifier is that of the chosen one', async () => {
  const { path, best, test: tested } = await tune('crt', { epochs: 6, learningRate: 2 }, validated);
  const model = await modelOf(path);
  const { images, labels } = longTailedDigits(loadDigits(), 0).test;
  const pixels = tf.tensor(images, [labels.length, 8, 8, 1], 'int32');
  const predicted = tf.tidy(() => tf.argMax(model.predict(pixels) as tf.Tensor, -1)).dataSync();
  const right = labels.filter((label, i) => predicted[i] === label).length / labels.length;
  expect(tested!.epoch).toBe(best.epoch);
  const kept = (await readOutputs(path))!;
  expect([kept.epoch, rightIn(kept)]).toEqual([best.epoch, tested!.accuracy.all]);
  expect(Math.abs(right - tested!.accuracy.all!)).toBeLessThan(1.5 / labels.length);
});

test('what a second stage cannot do is a sentence, before anything is written', async () => {
  const out = join(folder, 'refused');
  const refused = (options: object, of = run) => finetuneRun(jobs, of, { out, ...options } as never);
  await expect(refused({ method: 'tau-norm' })).rejects.toThrow(/^options.tau must be given for tau-norm/);
  await expect(refused({ method: 'crt', tau: 1 })).rejects.toThrow(new UnreadOptionError('tau', 'crt'));
  await expect(refused({ method: 'crt', epochs: 0 })).rejects.toThrow(
    'options.epochs must be a whole number',
  );
  await expect(refused({ method: 'crt', nonsense: 1 })).rejects.toThrow('got nonsense');
  await expect(refused({ method: 'crt', data: 'foo' })).rejects.toThrow(
    /^options must hold method, epochs, .* only \(the data of the job digits is read without options\), got data$/,
  );
  await expect(refused({ method: 'tau-norm', tau: 11 })).rejects.toThrow('options.tau must be at most 10');
  await expect(refused({ method: 'logit-adjustment', tau: 1e19 })).rejects.toThrow('must be at most 1e18');
  await expect(refused({ method: 'disalign', rho: 1e3 })).rejects.toThrow('rho must be in -10..10');
  await expect(refused({ method: 'crt' }, `${run}-crt`)).rejects.toThrow('is a second stage itself');
  await expect(finetuneRun([], run, { method: 'crt', out })).rejects.toThrow('is of the job digits');
  await expect(refused({ method: 'crt', out: validated, resume: true })).rejects.toThrow(FolderTakenError);
  await expect(readFile(join(out, 'log.jsonl'))).rejects.toThrow('ENOENT');
});

test('the command does the same, and names the flags of what it refuses', async () => {
  const printed = vi.spyOn(console, 'log').mockReturnValue();
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const call = (...words: string[]) => {
    const program = new Command();
    addFinetune(program, jobs);
    return program.parseAsync(['finetune', run, ...words], { from: 'user' });
  };
  const out = join(folder, 'by-command');
  try {
    await call('--method', 'lws', '--epochs', '3', '--out', out);
    const refused = call('--method', 'crt', '--tau', '1', '--out', out);
    await expect(refused).rejects.toThrow('--tau has no effect with --method crt; leave it out.');
  } finally {
    printed.mockRestore();
    written.mockRestore();
  }
  expect(await outcome(out)).toEqual(await outcome(`${run}-lws`));
});

test('a second stage that diverges names what helps, and leaves its folder free for another try', async () => {
  const out = join(folder, 'diverged');
  const error = await tune('crt', { out, learningRate: 1e15, weightDecay: 1e15 }).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(StageDivergedError);
  expect(explain(error)).toMatch(/^The loss of the second stage crt .* smaller --learning-rate\.$/);
  expect((await tune('crt', { out })).last.epoch).toBe(3);
});

test('the log calls a second stage by one name', async () => {
  const { start } = await logOf(`${run}-logit-adjustment`);
  expect([start.method, start.options.method]).toEqual(Array(2).fill('post-hoc-logit-adjustment'));
});

test.each(['disalign', 'crt'] as const)('the second stage %s frees all tensors', async (method) => {
  const before = tf.memory().numTensors;
  await tune(method, { out: join(folder, `freed-${method}`), epochs: 1 });
  expect(tf.memory().numTensors).toBe(before);
});

test('features are computed of each distinct image once, though an epoch of the run takes it several times', async () => {
  const { start } = await logOf(run);
  const images = start.samplesPerClass.reduce((sum, count) => sum + count);
  const totals = new Set<number>();
  const tell = (event: { type: string; total?: number }) =>
    event.type === 'encoding' && totals.add(event.total!);
  const out = join(folder, 'distinct');
  await finetuneRun(jobs, run, { ...given('crt'), out }, { tell: tell as never });
  expect([...totals]).toEqual([images + longTailedDigits(loadDigits(), 0).test.labels.length]);
});

test('τ-normalisation of a cosine classifier, which would change nothing, is refused', async () => {
  const out = join(folder, 'cosine');
  await runJob(digits, { method: 'ldam', epochs: 1, backend: 'wasm', out });
  await expect(tune('tau-norm', {}, out)).rejects.toThrow(/^tau-norm would change no prediction/);
  expect((await tune('logit-adjustment', { out: `${out}-tau-norm` }, out)).last.epoch).toBe(1);
});
