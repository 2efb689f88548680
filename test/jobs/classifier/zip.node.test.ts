import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { zip } from '../../../src/jobs/classifier/zip';
import { temporaryFolder } from '../support/temporary-folder';

const run = promisify(execFile);

const script = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    archive.extractall(sys.argv[2])
    print(','.join(archive.namelist()))
`;

test("Python's zipfile finds every file, its name and its bytes", async () => {
  const folder = await temporaryFolder();
  const weights = Uint8Array.from({ length: 1000 }, (_, i) => i * 7);
  const files = [
    { name: 'weights-00ff.bin', content: weights },
    { name: 'labels.json', content: '{ "labels": ["Käfer", "カエル"] }' },
    { name: 'head/Käfer.json', content: '' },
  ];
  await writeFile(join(folder, 'a.zip'), zip(files));
  const { stdout } = await run('python3', ['-c', script, join(folder, 'a.zip'), join(folder, 'out')]);
  expect(stdout.trim()).toBe('weights-00ff.bin,labels.json,head/Käfer.json');
  expect(new Uint8Array(await readFile(join(folder, 'out', 'weights-00ff.bin')))).toEqual(weights);
  expect(await readFile(join(folder, 'out', 'labels.json'), 'utf8')).toBe(files[1]!.content);
  expect(await readFile(join(folder, 'out', 'head', 'Käfer.json'), 'utf8')).toBe('');
});

test('the same files give the same bytes', () => {
  const files = [{ name: 'a', content: 'b' }];
  expect(zip(files)).toEqual(zip(files));
});
