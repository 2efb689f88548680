import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { expect, test, vi } from 'vitest';
import { startBackend } from '../../../../src/jobs/backend/start-backend';
import type { BatchSource } from '../../../../src/jobs/data/batch-source';
import { plainSource } from '../../../../src/jobs/files/memory-sources';
import { readOutputs } from '../../../../src/jobs/files/reading/read-outputs';
import { loadFromFolder } from '../../../../src/jobs/files/save-model';
import { parseRunLog } from '../../../../src/jobs/log/parse-run-log';
import { predictLabels } from '../../../../src/jobs/loop/predict-labels';
import { InterruptedError } from '../../../../src/jobs/run/interrupt';
import type { JobOptions, RunPlace } from '../../../../src/jobs/run/job';
import { openRun } from '../../../../src/jobs/run/open-run';
import { runRecipe } from '../../../../src/jobs/run/run-recipe';
import { balancedAccuracy, betterBalanced } from '../../../../src/jobs/run/selection/better-balanced';
import { expectClose } from '../../../support/close';
import { temporaryFolder } from '../../support/temporary-folder';
import { randomImages, tinyForm, tinyNormalisation, tinyRecipe } from '../../support/tiny-recipe';

vi.setConfig({ testTimeout: 120_000 });

/** Counts how often a source is read from its beginning to its end. */
function counted(source: BatchSource) {
  let read = 0;
  return {
    count: () => read,
    source: {
      ...source,
      batches(...given: Parameters<BatchSource['batches']>) {
        read++;
        return source.batches(...given);
      },
    },
  };
}

async function start(given: Partial<JobOptions> & RunPlace, change: object = {}) {
  const run = await openRun<JobOptions>(tinyForm, given);
  const backend = await startBackend('cpu');
  const recipe = {
    ...tinyRecipe(run.options),
    validation: plainSource(randomImages(26), tinyNormalisation),
    ...change,
  };
  return runRecipe(run, { ...backend, check: () => {} }, recipe);
}

async function weightsOf(out: string) {
  const model = await loadLayersModel(loadFromFolder(join(out, 'classifier')));
  return Promise.all(model.getWeights().map((weight) => weight.data()));
}

const accuracies = async (out: string) =>
  parseRunLog(await readFile(join(out, 'log.jsonl'), 'utf8'), 'run', 'log.jsonl');

test('the best epoch has the highest balanced accuracy, then the highest accuracy, then is the earliest', () => {
  const epoch = (epoch: number, perClass: (number | null)[], all: number) => ({
    epoch,
    perClass,
    accuracy: { all, many: null, medium: null, few: null },
  });
  expect(balancedAccuracy([1, 0.5, null])).toBe(0.75);
  expect(balancedAccuracy([null])).toBe(0);
  const first = epoch(1, [1, 0], 0.9);
  const balanced = epoch(2, [0.75, 0.75], 0.75);
  expect(betterBalanced(null, first)).toBe(first);
  expect(betterBalanced(first, balanced)).toBe(balanced);
  expect(betterBalanced(balanced, epoch(3, [1, 0], 0.99))).toBe(balanced);
  const equal = epoch(4, [1, 0.5], 0.9);
  expect(betterBalanced(balanced, equal)).toBe(equal);
  expect(betterBalanced(equal, epoch(5, [0.5, 1], 0.9))).toBe(equal);
});

test('validation images choose the epoch, and the test images are read at the end, with its weights and with the last', async () => {
  const out = join(await temporaryFolder(), 'run');
  const validation = counted(plainSource(randomImages(26), tinyNormalisation));
  const tested = counted(plainSource(randomImages(20), tinyNormalisation));

  const result = await start({ out, epochs: 5 }, { validation: validation.source, test: tested.source });

  // The last time for the pictures of the mistakes alone.
  const evaluated = result.best.epoch === 5 ? 1 : 2;
  expect([validation.count(), tested.count()]).toEqual([5, evaluated + 1]);
  const log = await accuracies(out);
  expect(log.start.selection).toBe('validation');
  const balanced = log.epochs.map(({ perClass }) => balancedAccuracy(perClass));
  expect(balanced[result.best.epoch - 1]).toBe(Math.max(...balanced));
  expect(result.test!.epoch).toBe(result.best.epoch);
  expect(log.end!.test).toEqual({ epoch: result.best.epoch, accuracy: result.test!.accuracy });
  expect(log.end!.testOfLast).toEqual({ epoch: 5, accuracy: result.testOfLast!.accuracy });
  // The same training without validation images measures its last epoch on the test images.
  const withoutChoice = await start(
    { out: join(await temporaryFolder(), 'run'), epochs: 5 },
    { validation: undefined, test: tested.source },
  );
  expect(result.testOfLast).toEqual(withoutChoice.last);

  // The saved classifier is what was tested, and what was best on the validation images.
  const classifier = await loadLayersModel(loadFromFolder(join(out, 'classifier')));
  for (const [source, expected] of [
    [tested.source, result.test!],
    [validation.source, result.best],
  ] as const) {
    const { labels, predictions } = (await predictLabels(classifier, source, 20))!;
    const right = labels.filter((label, i) => label === predictions[i]).length;
    expect(right / labels.length).toBeCloseTo(expected.accuracy.all!, 10);
  }
  // And so are the outputs that the run keeps.
  const { predictions } = (await predictLabels(classifier, tested.source, 20))!;
  expect(await readOutputs(out)).toMatchObject({ epoch: result.best.epoch, predictions });
});

test('a run that goes on after a stop keeps the weights of the best epoch from before it', async () => {
  const folder = await temporaryFolder();
  const [whole, stopped] = [join(folder, 'whole'), join(folder, 'stopped')];
  const expected = await start({ out: whole, epochs: 5 });
  let asked = 0;
  // Once a step, five to an epoch, and once for the line of each epoch.
  const schedule = () => {
    if (++asked === 20) process.emit('SIGINT', 'SIGINT');
    return 0.05;
  };
  const straight = await start({ out: join(folder, 'straight'), epochs: 5 }, { schedule: () => 0.05 });
  await expect(start({ out: stopped, epochs: 5 }, { schedule })).rejects.toThrow(InterruptedError);
  const result = await start({ out: stopped, resume: true }, { schedule: () => 0.05 });
  expect(result.best).toEqual(straight.best);
  expect(result.test).toEqual(straight.test);
  expect(await weightsOf(stopped)).toEqual(await weightsOf(join(folder, 'straight')));
  // Resumed once more, a finished run comes to the same.
  expect((await start({ out: whole, resume: true })).test).toEqual(expected.test);
});

test('bounds of the groups that a recipe gives are those of its figures and stand in the log', async () => {
  const out = join(await temporaryFolder(), 'run');
  const { best } = await start({ out, epochs: 1 }, { bounds: { many: 11, few: 7 } });
  expect(best.accuracy.many).toBe(best.perClass[0]);
  expect(best.accuracy.few).toBe(best.perClass[3]);
  expect((await accuracies(out)).start.bounds).toEqual({ many: 11, few: 7 });
});

test('the classifier that is saved is that of the whole net, where a recipe has one', async () => {
  const out = join(await temporaryFolder(), 'run');
  await startBackend('cpu');
  const whole = tinyRecipe({ method: 'ce', epochs: 1, seed: 3 } as JobOptions).net;
  await start({ out, epochs: 1 }, { whole: { classifier: whole.classifier } });
  const images = tf.ones([1, 4, 4, 2]);
  const saved = await loadLayersModel(loadFromFolder(join(out, 'classifier')));
  // The saved one takes pixels.
  const normalised = tf.fill([1, 4, 4, 2], (1 / 255 - 0.5) / 0.25);
  const expected = await (whole.classifier.predict(normalised) as tf.Tensor).data();
  expectClose(await (saved.predict(images) as tf.Tensor).data(), expected, { rtol: 1e-5 });
});

test('a run that is stopped while the chosen weights are tested finishes with the same figures', async () => {
  const folder = await temporaryFolder();
  const images = plainSource(randomImages(20), tinyNormalisation);
  // From the second epoch on nothing but the running statistics changes; of equal epochs the first one is chosen.
  const schedule = (epoch: number) => (epoch < 1 ? 0.05 : 0);
  const stoppedAt = (reading: number) => {
    let read = 0;
    const batches: BatchSource['batches'] = (...given) => {
      if (++read === reading) process.emit('SIGINT', 'SIGINT');
      return images.batches(...given);
    };
    return { schedule, validation: images, test: { ...images, batches } };
  };
  const { best, test, testOfLast } = await start({ out: join(folder, 'whole') }, stoppedAt(Infinity));
  expect(best.epoch).toBeLessThan(3);
  expect(test!.accuracy).not.toEqual(testOfLast!.accuracy);
  for (const reading of [1, 2]) {
    const out = join(folder, `stopped-${reading}`);
    await expect(start({ out }, stoppedAt(reading))).rejects.toThrow(InterruptedError);
    const result = await start({ out, resume: true }, stoppedAt(Infinity));
    expect([result.test, result.testOfLast]).toEqual([test, testOfLast]);
  }
});
