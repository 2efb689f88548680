import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DataError } from '../../../../src/jobs/data/data-error';
import { loadImageFolder } from '../../../../src/jobs/photos/folder/load-image-folder';
import { splitHash } from '../../../../src/jobs/photos/folder/split-hash';
import { testPictures } from '../../../../src/jobs/run/classifier/test-pictures';
import { logLines, logText, type RunChoices } from '../../report/runs';
import { imageFolder, pictures, pngNamed } from '../../support/image-folder';
import { temporaryFolder } from '../../support/temporary-folder';

const SEED = 7;

/** A folder of pictures, and the classifier's folder of a run on it. */
async function trained(choices: RunChoices = { options: { splitSeed: SEED } }) {
  const data = await imageFolder(pictures({ cat: 20, dog: 10 }));
  const lists = await loadImageFolder(data, { splitSeed: SEED });
  const run = await temporaryFolder();
  const [start, ...rest] = logLines({ job: 'folder', ...choices });
  await writeFile(join(run, 'log.jsonl'), logText([{ ...start, split: splitHash(lists) }, ...rest]));
  return { data, lists, classifier: join(run, 'classifier') };
}

test('the test pictures are those that the run did not train on', async () => {
  const { data, lists, classifier } = await trained();
  const found = await testPictures(classifier, data, {});
  expect(found).toMatchObject({ part: 'test', splitSeed: SEED, splitOfRun: true });
  expect(found.list.paths).toEqual(lists.test.paths);
});

test('a second stage has the split of the run that it goes on from', async () => {
  const firstStage = { run: 'a run', method: 'ce', options: { splitSeed: SEED } };
  const { data, lists, classifier } = await trained({ method: 'crt', firstStage });
  const found = await testPictures(classifier, data, {});
  expect(found).toMatchObject({ part: 'test', splitSeed: SEED, splitOfRun: true });
  expect(found.list.paths).toEqual(lists.test.paths);
});

test.each([
  ['has come', (data: string) => writeFile(join(data, 'cat/x.png'), pngNamed('x'))],
  ['has another name', (data: string) => rename(join(data, 'dog/0.png'), join(data, 'dog/z.png'))],
])('where a picture %s it is refused, or told where a part is asked for', async (_, change) => {
  const { data, classifier } = await trained();
  await change(data);
  const refused = testPictures(classifier, data, {});
  await expect(refused).rejects.toThrow(DataError);
  await expect(refused).rejects.toThrow(
    /may be pictures that the run was trained on.* options\.part is 'all'/s,
  );
  for (const asked of [{ part: 'test' }, { splitSeed: SEED }] as const) {
    expect(await testPictures(classifier, data, asked)).toMatchObject({ part: 'test', splitOfRun: false });
  }
  expect(await testPictures(classifier, data, { part: 'all' })).toMatchObject({ splitOfRun: undefined });
});

test('new pictures may be all of one class', async () => {
  const { classifier } = await trained();
  const found = await testPictures(classifier, await imageFolder(pictures({ dog: 3 })), { part: 'all' });
  expect(found.list).toMatchObject({ classNames: ['dog'], paths: { length: 3 } });
  await expect(testPictures(classifier, await imageFolder({}), { part: 'all' })).rejects.toThrow(
    'no pictures',
  );
});

test("a folder's own test part needs no split of a run", async () => {
  const { classifier } = await trained();
  const own = await imageFolder({
    ...pictures({ 'train/cat': 2, 'train/dog': 2, 'test/cat': 1, 'test/dog': 1 }),
  });
  const found = await testPictures(classifier, own, {});
  expect(found).toMatchObject({ part: 'test', splitSeed: undefined, splitOfRun: undefined });
  expect(found.list.paths).toEqual(['test/cat/0.png', 'test/dog/0.png']);
});

test('without the log of a run, all pictures are measured on', async () => {
  const { data } = await trained();
  const alone = join(await temporaryFolder(), 'classifier');
  await mkdir(alone);
  expect(await testPictures(alone, data, {})).toMatchObject({ part: 'all', splitOfRun: undefined });
});
