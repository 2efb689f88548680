import { existsSync } from 'node:fs';
import { readFile, rename, symlink, truncate, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Kill, runScript } from '../jobs/support/child';
import { expectSuccess, outcome } from '../jobs/support/outcome';
import { photoFolder } from '../jobs/support/photo-folder';
import { temporaryFolder } from '../jobs/support/temporary-folder';

const TIMEOUT = 600_000;
const small = ['--image-size', '32', '--batch-size', '4', '--backend', 'wasm'];
/** `mbib train` on small images; one worker unless `words` say otherwise. */
const train = (words: string[], kill?: Kill) =>
  runScript(
    'examples/mbib.ts',
    ['train', words[0]!, ...small, '--workers', '1', ...words.slice(1)],
    kill ? { kill } : {},
  );

async function plainClassifier(run: string): Promise<number[]> {
  const ended = await runScript('test/jobs/support/predict-saved.ts', [join(run, 'classifier')]);
  expectSuccess(ended);
  return JSON.parse(ended.output.trim().split('\n').at(-1)!);
}

test.each([
  ['imagenet-lt', 'resnet10'],
  ['imagenet-lt', 'resnext50'],
  ['inaturalist2018', 'resnet50'],
])(
  '%s trains %s from files, and plain tfjs loads the classifier',
  async (job, backbone) => {
    const data = await photoFolder();
    const out = join(await temporaryFolder(), 'run');
    expectSuccess(await train([job, '--data', data, '--backbone', backbone, '--epochs', '1', '--out', out]));

    const {
      job: done,
      samplesPerClass,
      last,
    } = JSON.parse(await readFile(join(out, 'metrics.json'), 'utf8'));
    expect({ done, samplesPerClass, epoch: last.epoch }).toEqual({
      done: job,
      samplesPerClass: [6, 3, 2],
      epoch: 1,
    });
    const probabilities = await plainClassifier(out);
    expect(probabilities).toHaveLength(3);
    expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
  },
  TIMEOUT,
);

test(
  'a job on photographs, stopped in an epoch, killed after one and resumed with more workers, ends as if it had not been',
  async () => {
    const data = await photoFolder();
    const folder = await temporaryFolder();
    const [whole, killed] = [join(folder, 'whole'), join(folder, 'killed')];
    const start = (out: string, words: string[] = [], kill?: Kill) =>
      train(['imagenet-lt', '--data', data, '--epochs', '2', '--out', out, ...words], kill);
    expectSuccess(await start(whole));

    const checkpoint = join(killed, 'checkpoint', 'last.safetensors');
    const stopped = await start(killed, [], { signal: 'SIGINT', when: () => existsSync(checkpoint) });
    expect(stopped.code, stopped.output).toBe(130);
    expect(stopped.output).toMatch(/Stopped in epoch 1 of 2 after step [123] of 3/);
    const epochEnds = {
      signal: 'SIGKILL',
      when: (output: string) => output.includes('epoch 1/2  loss'),
    } as const;
    expect((await start(killed, ['--resume'], epochEnds)).signal).toBe('SIGKILL');
    expectSuccess(await start(killed, ['--resume', '--workers', '2']));

    expect(await outcome(killed)).toEqual(await outcome(whole));
  },
  TIMEOUT,
);

test(
  'a run starts from the weights of another, whatever its classes',
  async () => {
    const data = await photoFolder();
    const folder = await temporaryFolder();
    const [first, second] = [join(folder, 'first'), join(folder, 'second')];
    const words = (out: string) => [
      'imagenet-lt',
      '--data',
      data,
      '--epochs',
      '1',
      '--method',
      'ce',
      '--out',
      out,
    ];
    expectSuccess(await train(words(first)));

    const weights = ['--weights', join(first, 'classifier')];
    const ended = await train([...words(second), ...weights]);

    expectSuccess(ended);
    expect(ended.output).toMatch(/Backbone: \d+ weights from .*first\/classifier/);
  },
  TIMEOUT,
);

test(
  'images behind links that lead out, and images that cannot be read, stop a run with their line, or are read or left out',
  async () => {
    const [lists, links, damaged] = [await temporaryFolder(), await temporaryFolder(), await photoFolder()];
    for (const name of ['train', 'val', 'test'].map((list) => `ImageNet_LT_${list}.txt`))
      await rename(join(damaged, name), join(lists, name));
    for (const name of ['train', 'val']) await symlink(join(damaged, name), join(links, name));
    await unlink(join(damaged, 'train/n0/2.jpg'));
    await truncate(join(damaged, 'val/n1/1.jpg'), 700);
    const out = join(await temporaryFolder(), 'run');
    const words = ['imagenet-lt', '--data', lists, '--images', links, '--epochs', '1', '--out', out];

    const refused = await train(words);
    expect(refused.code, refused.output).toBe(1);
    expect(refused.output).toMatch(
      /ImageNet_LT_train\.txt, line 1: train\/n0\/0\.jpg is a link that leads out of .*--follow-links reads/s,
    );
    const stopped = await train([...words, '--follow-links']);
    expect(stopped.code, stopped.output).toBe(1);
    expect(stopped.output).toMatch(
      /ImageNet_LT_train\.txt, line 3: train\/n0\/2\.jpg does not exist.*--skip-bad-images/s,
    );
    for (const { output } of [refused, stopped]) expect(output).not.toContain('Backend:');
    expect(existsSync(out)).toBe(false);

    const finished = await train([...words, '--follow-links', '--skip-bad-images']);
    expectSuccess(finished);
    expect(finished.output).toContain('1 of 17 listed images are missing.');
    expect(finished.output).toMatch(/ImageNet_LT_test\.txt, line 4: val\/n1\/1\.jpg/);
    const log = (await readFile(join(out, 'log.jsonl'), 'utf8')).trimEnd().split('\n');
    const [start, epoch] = ['start', 'epoch'].map((type) =>
      log.map((line) => JSON.parse(line)).find((line) => line.type === type),
    );
    // The list has 6 images of the first class; one is missing.
    expect(start).toMatchObject({ samplesPerClass: [5, 3, 2] });
    expect(epoch).toMatchObject({ skippedImages: 2 });
    // One of 6 is damaged.
    expect(await readFile(join(out, 'classifier', 'README.md'), 'utf8')).toContain('on 5 test images of');
  },
  TIMEOUT,
);
