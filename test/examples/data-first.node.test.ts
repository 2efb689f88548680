import { existsSync } from 'node:fs';
import { rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { job as cifar100 } from '../../examples/cifar100-lt';
import { job as folder } from '../../examples/folder';
import { job as imagenetLt } from '../../examples/imagenet-lt';
import { job as inaturalist2018 } from '../../examples/inaturalist2018';
import type { Job } from '../../src/jobs/run/job';
import { runJob } from '../../src/jobs/run/run-job';
import { imageFolder, pictures } from '../jobs/support/image-folder';
import { photoFolder } from '../jobs/support/photo-folder';
import { temporaryFolder } from '../jobs/support/temporary-folder';

/** Photographs with lists, changed by `change`. */
const photos = (change: (folder: string) => Promise<void>) => async () => {
  const data = await photoFolder();
  await change(data);
  return { data };
};
const elsewhere = photos(async (data) => rename(join(data, 'val'), join(data, 'elsewhere')));
const nowhere = async () => ({ data: '/nowhere' });

/** A class that has a picture to test on and none to train on. */
const untrained = async () => ({
  data: await imageFolder(pictures({ 'train/cat': 3, 'train/dog': 3, 'test/cat': 1, 'test/owl': 1 })),
});

const wrong: [string, unknown, () => Promise<object>, RegExp][] = [
  ['an archive that is not there', cifar100, nowhere, /\/nowhere does not exist/],
  ['a folder of pictures that is not there', folder, nowhere, /Cannot read the data folder \/nowhere/],
  ['a class without a training picture', folder, untrained, /nothing to learn 1 of 3 classes from, "owl"/],
  [
    'features that are not there',
    folder,
    async () => ({ features: '/nowhere.npz' }),
    /Cannot read \/nowhere\.npz/,
  ],
  ['lists that are not there', imagenetLt, nowhere, /Cannot read the data folder \/nowhere/],
  [
    'images that are not where images says',
    imagenetLt,
    async () => ({ data: await photoFolder(), images: '/nowhere' }),
    /\/nowhere, the folder of the photographs of .*ImageNet_LT_train\.txt, does not exist/,
  ],
  [
    'test images that lie elsewhere',
    imagenetLt,
    elsewhere,
    /^6 listed images cannot be read \(the lists name 17 files\): .*ImageNet_LT_test\.txt, line 1: val\/n0\/0\.jpg does not exist;/,
  ],
  [
    'test images of annotations that lie elsewhere',
    inaturalist2018,
    elsewhere,
    /^6 listed images cannot be read \(the lists name 17 files\): .*val2018\.json, images\[0\]: val\/n0\/0\.jpg does not exist;/,
  ],
  [
    'one training image that is missing',
    imagenetLt,
    photos((data) => unlink(join(data, 'train/n0/5.jpg'))),
    /^1 listed image cannot be read \(the lists name 17 files\): .*ImageNet_LT_train\.txt, line 6: train\/n0\/5\.jpg does not exist\.$/,
  ],
  [
    'weights that are not there',
    imagenetLt,
    async () => ({ data: await photoFolder(), weights: '/nowhere' }),
    /Cannot read \/nowhere\/model\.json/,
  ],
  [
    'a name that is nearly that of a backbone',
    folder,
    async () => ({ data: await imageFolder(pictures({ cat: 3 })), backbone: 'resnet-10' }),
    /Cannot read resnet-10\/model\.json.*; did you mean 'resnet10'\?$/,
  ],
  [
    'a damaged test list',
    imagenetLt,
    photos((data) => writeFile(join(data, 'ImageNet_LT_test.txt'), 'val/n0/0.jpg nothing')),
    /ImageNet_LT_test\.txt, line 1: no label/,
  ],
];

test.each(wrong)(
  '%s is told before a backend starts, and nothing is written',
  async (_, job, given, message) => {
    const out = join(await temporaryFolder(), 'run');
    const told: string[] = [];
    const run = runJob(job as Job, { ...(await given()), out } as object, {
      tell: ({ type }) => told.push(type),
    });
    await expect(run).rejects.toThrow(message);
    expect(told).not.toContain('backend');
    expect(existsSync(out)).toBe(false);
  },
);

test('images of a list that the run does not read need not be there', async () => {
  const { data } = (await photos((data) =>
    writeFile(join(data, 'ImageNet_LT_val.txt'), 'gone/1.jpg 0\n'),
  )()) as {
    data: string;
  };
  const options = { ...imagenetLt.defaults({}), data } as never;
  expect((await imagenetLt.load!(options, { tell: () => {} })).val.paths).toEqual(['gone/1.jpg']);
});
