import 'mbib/accelerate';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBackend } from '../../../src/jobs/backend/start-backend';
import type { ImageSet } from '../../../src/jobs/data/image-set';
import { plainSource } from '../../../src/jobs/files/memory-sources';
import { loadFromFolder } from '../../../src/jobs/files/save-model';
import { finetuneRun } from '../../../src/jobs/run/finetune/finetune-run';
import { InterruptedError } from '../../../src/jobs/run/interrupt';
import type { Job, JobOptions, RunPlace } from '../../../src/jobs/run/job';
import { UnreadOptionError } from '../../../src/jobs/run/run-errors';
import { runJob } from '../../../src/jobs/run/run-job';
import { loadTeacher } from '../../../src/jobs/run/teacher/load-teacher';
import { OtherTeacherError, TeacherError } from '../../../src/jobs/run/teacher/teacher-error';
import { expectClose } from '../../support/close';
import { outcome } from '../support/outcome';
import { program, job as replicated } from '../support/replica-job';
import { temporaryFolder } from '../support/temporary-folder';
import { randomImages, tinyForm, tinyNormalisation, tinyRecipe } from '../support/tiny-recipe';
import { weightsOf } from '../support/weights-of';

type TinyRecipe = ReturnType<typeof tinyRecipe>;

/** The tiny job, with a recipe that may be another one. */
function tinyJob(change: (recipe: TinyRecipe) => Partial<TinyRecipe> = () => ({})): Job<JobOptions> {
  return {
    ...tinyForm,
    title: 'a tiny net on random images',
    recipe(options) {
      const recipe = tinyRecipe(options);
      return { ...recipe, ...change(recipe) };
    },
  };
}

const train = (given: Partial<JobOptions> & RunPlace, change?: Parameters<typeof tinyJob>[0]) =>
  runJob(tinyJob(change), { backend: 'cpu', ...given });

/** Ctrl-C at a step, counted over all epochs. */
const stopAt = (step: number) => {
  let asked = 0;
  return ({ schedule }: TinyRecipe): Partial<TinyRecipe> => ({
    schedule: (epoch) => {
      if (++asked === step) process.emit('SIGINT', 'SIGINT');
      return schedule(epoch);
    },
  });
};

let folder: string;
let [teacher, other, unfinished] = ['', '', ''];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mbib-test-'));
  [teacher, other, unfinished] = ['teacher', 'other', 'unfinished'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await train({ method: 'bsce', epochs: 2, out: teacher });
  await train({ method: 'bsce', epochs: 1, out: other });
  await expect(train({ method: 'bsce', out: unfinished }, stopAt(7))).rejects.toThrow(InterruptedError);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const thrown = (given: Partial<JobOptions> & RunPlace, change?: Parameters<typeof tinyJob>[0]) =>
  train(given, change).then(
    () => undefined,
    (error: Error) => error,
  );

describe('a run is refused before anything of it is written', () => {
  const asked = async (given: Partial<JobOptions> & RunPlace, change?: Parameters<typeof tinyJob>[0]) => {
    const out = join(await temporaryFolder(), 'run');
    const error = await thrown({ method: 'dive', epochs: 1, out, ...given }, change);
    await expect(readFile(join(out, 'log.jsonl'))).rejects.toThrow('ENOENT');
    return error;
  };
  const withImages = (change: (set: ImageSet) => Partial<ImageSet>) => () => {
    const set = randomImages(20);
    return { test: plainSource({ ...set, ...change(set) }, tinyNormalisation) };
  };

  test('without the teacher that its method needs', async () => {
    expect(await asked({})).toEqual(
      new TypeError(
        'options.teacher must be given for the method dive: the folder of the finished run, or of the classifier, that it learns from, got nothing',
      ),
    );
  });

  test('with a teacher where its method needs none', async () => {
    const error = (await asked({ method: 'ce', teacher })) as UnreadOptionError;
    expect(error).toBeInstanceOf(UnreadOptionError);
    expect(error.messageWith((name) => `--${name}`)).toBe(
      '--teacher has no effect with --method ce; leave it out.',
    );
  });

  test('with a folder that is none, that holds no run, or whose run is not finished', async () => {
    const messageOf = async (path: string) => {
      const error = await asked({ teacher: path });
      expect(error).toBeInstanceOf(TeacherError);
      return error!.message;
    };
    const none = join(folder, 'none');
    const must = 'options.teacher must be the folder of a finished run, or of a classifier';
    expect(await messageOf(none)).toBe(
      `${must} of pictures, got ${none}. There is no run and no classifier in ${none}.`,
    );
    expect(await messageOf(folder)).toContain('holds neither a run nor a classifier');
    expect(await messageOf(unfinished)).toBe(
      `${must}, got ${unfinished}, whose run is not finished: one epoch of 3.`,
    );
  });

  test.each<[string, string, Parameters<typeof tinyJob>[0]]>([
    [
      'of other classes',
      "options.teacher must have the classes of this run in their order, got 'b' for 'B', class 1, in ",
      withImages(() => ({ classNames: ['a', 'B', 'c', 'd'] })),
    ],
    [
      'of another number of classes',
      'options.teacher must have the 5 classes of this run, got 4 in ',
      withImages(() => ({ classes: 5, classNames: ['a', 'b', 'c', 'd', 'e'] })),
    ],
    [
      'of other images',
      'options.teacher must take the images of this run, [4, 4, 3], got [4, 4, 2] in ',
      ({ train }) => ({ train: { ...train, imageShape: [4, 4, 3] } }),
    ],
    [
      'where the run says no normalisation of its images',
      'options.teacher must be left out of a run that does not learn from images of a known normalisation, got an input [4, 4, 2] without one in ',
      ({ test }) => ({ test: { ...test, preprocessing: undefined } }),
    ],
  ])('with a teacher %s', async (_, message, change) => {
    expect(await asked({ teacher }, change)).toEqual(new TeacherError(teacher, message + teacher));
  });
});

test('a teacher is asked about the images of a step, whatever normalisation its classifier has', async () => {
  await startBackend('cpu');
  const model = await loadLayersModel(loadFromFolder(join(teacher, 'classifier')));
  const pixels = tf.tensor4d(randomImages(6).images.subarray(0, 6 * 32), [6, 4, 4, 2], 'float32');
  const known = await (model.predict(pixels) as tf.Tensor).data();
  for (const { mean, std } of [tinyNormalisation, { mean: [0.1, 0.7], std: [0.5, 2] }]) {
    const { train: images, test: tested } = tinyRecipe({ ...tinyForm.defaults({}) } as never);
    const preprocessing = { mean, std };
    const ask = await loadTeacher(teacher, { train: images, test: tested, preprocessing });
    const normalised = tf.div(tf.sub(tf.div(pixels, 255), mean), std);
    expectClose(await ask(normalised).data(), known, { rtol: 1e-4, atol: 1e-6 });
  }
});

describe('a run with a teacher', () => {
  const given = () => ({ method: 'dive', epochs: 3, mix: 'mixup', teacher }) as const;

  test('depends on it, names it, and is the same where only the folder of its classifier is given', async () => {
    const [whole, taughtByOther, folderOnly] = ['whole', 'other', 'folder'].map((name) =>
      join(folder, `of-${name}`),
    ) as [string, string, string];
    await train({ ...given(), out: whole });
    await train({ ...given(), teacher: other, out: taughtByOther });
    await train({ ...given(), teacher: join(teacher, 'classifier'), out: folderOnly });
    expect(await weightsOf(taughtByOther)).not.toEqual(await weightsOf(whole));
    expect(await weightsOf(folderOnly)).toEqual(await weightsOf(whole));
    const [{ log }, ofFolder] = [await outcome(whole), await outcome(folderOnly)];
    const metrics = JSON.parse(await readFile(join(teacher, 'metrics.json'), 'utf8'));
    const { weights } = JSON.parse(await readFile(join(teacher, 'classifier', 'labels.json'), 'utf8'));
    const accuracy = metrics.last.accuracy.all;
    const { options } = (await outcome(teacher)).log[0]!;
    expect(log[0]!.teacher).toEqual({ run: teacher, weights, method: 'bsce', options, accuracy });
    expect(ofFolder.log[0]!.teacher).toEqual({ run: join(teacher, 'classifier'), weights });
    expect(log[0]!.options).not.toHaveProperty('teacher');
    const report = await readFile(join(whole, 'report.html'), 'utf8');
    expect(report).toContain(
      `Balanced softmax, ${(100 * accuracy).toFixed(1)} % of the test images (${teacher})`,
    );
    expect(report).toContain(`--teacher ${teacher}`);
  });

  test('goes on as if nothing had been, and finds its teacher, also where that was moved; with another one it is refused', async () => {
    const [whole, stopped, moved] = ['uninterrupted', 'stopped', 'moved'].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    await train({ ...given(), out: whole });
    await expect(train({ ...given(), out: stopped }, stopAt(4))).rejects.toThrow(InterruptedError);
    const again = { out: stopped, resume: true };
    expect(new OtherTeacherError(stopped, teacher, teacher).message).toContain(
      'start a new run in another folder',
    );
    expect(await thrown({ ...again, teacher: other })).toEqual(
      new OtherTeacherError(stopped, teacher, other),
    );
    await expect(train(again, stopAt(3))).rejects.toThrow(InterruptedError);
    await rename(teacher, moved);
    try {
      expect((await thrown(again))?.message).toMatch(
        `The run in ${stopped} was started with the teacher in ${teacher}. There is no run and no classifier in ${teacher}`,
      );
      expect((await thrown(again))?.message).toContain(
        'Where it was moved, options.teacher names the new place.',
      );
      await expect(train({ ...again, teacher: moved }, stopAt(3))).rejects.toThrow(InterruptedError);
      await train(again);
    } finally {
      await rename(moved, teacher);
    }
    expect(await outcome(stopped)).toEqual(await outcome(whole));
    // Where it has been trained, it is saved in another form without its teacher, which is not where it was last.
    await train({ ...again, quantize: 'uint8' });
    expect((await outcome(stopped)).log[0]!.teacher).toMatchObject({ run: teacher });
  });

  test('may have a second stage, which needs no teacher', async () => {
    const run = join(folder, 'first');
    await train({ ...given(), epochs: 1, out: run });
    await rename(teacher, `${teacher}-away`);
    try {
      const out = join(folder, 'crt');
      await finetuneRun([tinyJob() as Job], run, { method: 'crt', epochs: 1, out });
      const { teacher } = (await outcome(run)).log[0]!;
      expect(teacher).toBeDefined();
      expect((await outcome(out)).log[0]!.firstStage).toMatchObject({ run, method: 'dive', teacher });
    } finally {
      await rename(`${teacher}-away`, teacher);
    }
  });

  test('has the loss and hits of one thread in replicas, each of which asks the teacher', async () => {
    const losses = async (count: number) => {
      const out = join(folder, `replicas-${count}`);
      await runJob(
        replicated,
        { method: 'dive', epochs: 1, backend: 'cpu', teacher, out, microBatch: 4, replicas: count },
        { program },
      );
      return (await outcome(out)).log[1]!;
    };
    const [one, two] = [await losses(1), await losses(2)];
    // Both normalise in halves of the batch; the running statistics are averaged otherwise.
    expect(Number(two.loss)).toBeCloseTo(Number(one.loss), 4);
    expect(two.trainAccuracy).toBe(one.trainAccuracy);
  });
});

test('a damaged classifier of a teacher is told by its folder', async () => {
  const copy = join(folder, 'damaged');
  await train({ method: 'ce', epochs: 1, out: copy });
  await writeFile(join(copy, 'classifier', 'labels.json'), '{}');
  const error = await thrown({ method: 'dive', teacher: copy, out: join(folder, 'never') });
  expect(error).toBeInstanceOf(TeacherError);
  expect(error!.message).toContain('labels.json is damaged: labels is missing');
});
