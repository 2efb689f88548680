import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, expect, test, vi } from 'vitest';
import { job as cifar100 } from '../../../examples/cifar100-lt';
import { job as digits } from '../../../examples/digits';
import { job as imagenetLt } from '../../../examples/imagenet-lt';
import { addCheck } from '../../../src/jobs/command/classifier/check-command';
import type { Job } from '../../../src/jobs/run/job';
import { photoFolder } from '../support/photo-folder';
import { temporaryFolder } from '../support/temporary-folder';

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** What `mbib check` prints. */
async function check(...words: string[]): Promise<string> {
  const written: string[] = [];
  const output = vi.spyOn(process.stdout, 'write').mockImplementation(((text: string, done: () => void) => {
    written.push(text);
    done?.();
    return true;
  }) as typeof process.stdout.write);
  const program = new Command();
  addCheck(program.exitOverride(), [imagenetLt, cifar100, digits] as unknown as Job[]);
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => {} });
  await program.parseAsync(['check', ...words], { from: 'user' });
  output.mockRestore();
  return written.join('');
}

/** Lists in one folder, links in another, the photographs in a third, and a listed path that moves the cursor. */
async function scattered() {
  const [lists, links, disk] = [await temporaryFolder(), await temporaryFolder(), await photoFolder()];
  for (const name of ['train', 'val', 'test'].map((list) => `ImageNet_LT_${list}.txt`)) {
    const text = await readFile(join(disk, name), 'utf8');
    await writeFile(join(lists, name), `${text}train/\u001b[2J/1.jpg 2\n`);
  }
  for (const name of ['train', 'val']) await symlink(join(disk, name), join(links, name));
  return ['imagenet-lt', '--data', lists, '--images', links];
}

test('photographs elsewhere and behind links are refused with the flag that reads them, and read with it', async () => {
  const words = await scattered();
  const refused = await check(...words);
  expect(refused).toContain('is a link that leads out of');
  expect(refused).toContain('--follow-links reads what links lead to, wherever it lies.');
  expect(process.exitCode).toBe(1);
  const read = await check(...words, '--follow-links');
  expect(read).toContain('18 files looked at: 3 problems.');
  expect(read).not.toContain('--follow-links');
});

test('no name in a list reaches the terminal as it is', async () => {
  const words = [...(await scattered()), '--follow-links'];
  const printed = await check(...words);
  expect(printed).toContain('"train/\\u001b[2J/1.jpg" does not exist');
  expect(printed).not.toContain('\u001b');
  const json = await check(...words, '--json');
  expect(json).not.toContain('\u001b');
  expect(JSON.parse(json).problems[0].path).toBe('train/\u001b[2J/1.jpg');
});

test('a job that brings its data takes no --data, and any other needs it', async () => {
  expect(await check('digits')).toContain('digits: 2,760 training images and 1,521 test images can be read.');
  await expect(check('digits', '--data', 'there')).rejects.toThrow(
    '--data is for data that lies somewhere, and digits brings its own; leave it out.',
  );
  await expect(check('imagenet-lt')).rejects.toThrow("required option '--data <path>' not specified");
});

test.each([
  [[], 'folder'],
  [['cifar100-lt'], 'cifar100-lt'],
])('%o has no lists, and refuses their flags', async (job, name) => {
  for (const [flag, ...value] of [['--images', '.'], ['--follow-links']]) {
    await expect(check(...job, '--data', '.', flag!, ...value)).rejects.toThrow(
      `${flag} is for data of lists of photographs, and ${name} has none.`,
    );
  }
});

test('a photograph that a list names twice is told once, with their number', async () => {
  const data = await photoFolder();
  const file = join(data, 'ImageNet_LT_train.txt');
  const text = await readFile(file, 'utf8');
  await writeFile(file, `${text}${text.split('\n')[0]}\n`);
  // The lists to validate and to test are the same 6 photographs.
  expect(await check('imagenet-lt', '--data', data)).toMatch(/^7 pictures are there more than once\./m);
  await writeFile(join(data, 'ImageNet_LT_val.txt'), text);
  const printed = await check('imagenet-lt', '--data', data);
  expect(printed).toContain('train, n0: train/n0/0.jpg (2 times) = val, n0: train/n0/0.jpg\n');
});
