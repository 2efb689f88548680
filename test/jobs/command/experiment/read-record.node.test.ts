import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { job } from '../../../../examples/digits';
import { openExperiment } from '../../../../src/jobs/command/experiment/open-experiment';
import { readRecord, recordExperiment } from '../../../../src/jobs/command/experiment/write-experiment';
import type { Job } from '../../../../src/jobs/run/job';
import { temporaryFolder } from '../../support/temporary-folder';

/** An experiment of this name that goes into a folder. */
async function opened(name: string, out: string, set: string[] = []) {
  const file = join(await temporaryFolder(), 'e.yaml');
  await writeFile(file, `name: ${name}\njob: digits\noptions: { method: ce }\n`);
  return openExperiment(file, { jobs: [job as Job], set, out });
}

test('what an experiment leaves in its folder is read again, also after it got further seeds', async () => {
  const out = join(await temporaryFolder(), 'out');
  for (const set of [[], ['seeds=2']]) {
    const record = await recordExperiment(await opened('a', out, set));
    expect(await readRecord(out)).toEqual(JSON.parse(JSON.stringify(record)));
  }
});

test('a folder that holds another experiment is refused, and left as it is', async () => {
  const out = await temporaryFolder();
  await recordExperiment(await opened('first', out));
  const before = await readFile(join(out, 'experiment.json'), 'utf8');
  await expect(recordExperiment(await opened('second', out))).rejects.toThrow(
    `${out} holds the experiment first, not second: choose another folder with --out`,
  );
  expect(await readFile(join(out, 'experiment.json'), 'utf8')).toBe(before);
});

test.each([2, 4])('a record of format %d is refused, to be read and to be replaced', async (format) => {
  const out = await temporaryFolder();
  await writeFile(join(out, 'experiment.json'), JSON.stringify({ format }));
  const message = `another version's: its format is ${format}, that of this version 3.`;
  await expect(readRecord(out)).rejects.toThrow(message);
  await expect(recordExperiment(await opened('a', out))).rejects.toThrow(message);
});

test.each(['{"format":3,', 'null', '[]'])(
  'a record that is damaged says that it may be deleted: %s',
  async (text) => {
    const out = await temporaryFolder();
    await writeFile(join(out, 'experiment.json'), text);
    await expect(readRecord(out)).rejects.toThrow(
      /Cannot read .*experiment\.json, which mbib experiment writes anew where it is deleted: /,
    );
  },
);
