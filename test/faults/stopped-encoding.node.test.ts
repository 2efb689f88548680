import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { loadImageFolder } from '../../src/jobs/photos/folder/load-image-folder';
import { encodePhotos } from '../../src/jobs/run/features/encode-photos';
import type { OpenBackbone } from '../../src/jobs/run/folder/open-backbone';
import { InterruptedError } from '../../src/jobs/run/interrupt';
import type { Job, JobOptions } from '../../src/jobs/run/job';
import { runJob } from '../../src/jobs/run/run-job';
import { pictureFolder } from '../jobs/support/picture-folder';
import { temporaryFolder } from '../jobs/support/temporary-folder';
import { tinyForm, tinyRecipe } from '../jobs/support/tiny-recipe';

/** A backbone of one convolution. */
function backbone(): OpenBackbone {
  const conv = layers.conv2d({ inputShape: [32, 32, 3], filters: 2, kernelSize: 3, name: 'tap' });
  const normalisation = { mean: [0, 0, 0], std: [1, 1, 1] } as const;
  return {
    model: sequential({ layers: [conv] }),
    taps: ['tap'],
    widths: [2],
    imageSize: 32,
    normalisation,
    random: false,
  };
}

test('Ctrl-C while pictures are encoded keeps those that are done, and says so', async () => {
  const data = await pictureFolder({ cat: 30, dog: 30 }, 32);
  const folder = await temporaryFolder();
  const [cache, out] = [join(folder, 'cache'), join(folder, 'run')];
  const job: Job<JobOptions> = {
    ...tinyForm,
    title: 'stopped before its training',
    async recipe(options, context) {
      await encodePhotos(await loadImageFolder(data), backbone(), { cache, workers: 1 }, context);
      return tinyRecipe(options);
    },
  };
  let total = 0;
  const run = runJob(
    job,
    { out },
    {
      tell(event) {
        if (event.type !== 'encoding') return;
        total = event.total;
        process.emit('SIGINT', 'SIGINT');
      },
    },
  );

  const error = await run.catch((thrown) => thrown);

  expect(error).toBeInstanceOf(InterruptedError);
  expect(error).toMatchObject({ exitCode: 130, resumable: false });
  expect(error.message).toMatch(
    new RegExp(
      `^Stopped before the training began; nothing of it is saved\\. Of ${total} pictures to encode \\d+ are done and kept, in ${cache}/\\w+: the same command goes on from there\\.$`,
    ),
  );
  const [key] = await readdir(cache);
  expect(await readdir(join(cache, key!, 'centre'))).toHaveLength(1);
  expect((await readdir(folder)).sort()).toEqual(['cache']);
});
