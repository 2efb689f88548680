import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadImageFolder } from '../../../src/jobs/photos/folder/load-image-folder';
import { PreparationStoppedError } from '../../../src/jobs/run/endings/until-interrupted';
import { folderSources } from '../../../src/jobs/run/folder/folder-sources';
import type { RunEvent } from '../../../src/jobs/run/run-events';
import { pictureFolder } from '../support/picture-folder';

const form = { imageSize: 32, normalisation: { mean: [0, 0, 0], std: [1, 1, 1] } };

test('pictures are decoded once before, which is told with those that are left out', async () => {
  const data = await pictureFolder({ cat: 6, dog: 4 }, 32);
  const lists = await loadImageFolder(data);
  const [broken] = lists.test.paths;
  await truncate(join(data, broken!), 60);
  const told: RunEvent[] = [];
  const sources = await folderSources(lists, form, { workers: 1 }, { tell: (event) => told.push(event) });
  expect(told.slice(-2)).toMatchObject([
    { type: 'decoding', done: 10, total: 10, secondsLeft: 0 },
    { type: 'skipped', path: broken },
  ]);
  expect(sources.test).toMatchObject({ skipped: 1, labels: { length: lists.test.labels.length - 1 } });
  expect(sources.train).toMatchObject({ skipped: 0, labels: lists.train.labels });
});

test('a signal ends the decoding', async () => {
  const lists = await loadImageFolder(await pictureFolder({ cat: 6, dog: 4 }, 32));
  const context = { tell: () => {}, signal: AbortSignal.abort() };
  await expect(folderSources(lists, form, { workers: 1 }, context)).rejects.toThrow(PreparationStoppedError);
});
