import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRecord, writeExperiment } from '../../../../src/jobs/command/experiment/write-experiment';
import { parseExperiment } from '../../../../src/jobs/experiment/parse-experiment';
import { rhoTable } from '../../../../src/jobs/report/experiment/pictures/picture-tables';
import { temporaryFolder } from '../../support/temporary-folder';

/** A folder of an experiment with a record of this form. */
async function folderWith(format: number, rho: object): Promise<string> {
  const settings = [{ name: 'cRT', method: 'ce' }];
  const experiment = parseExperiment({ job: 'digits', settings, pictures: ['rho'] }, 'e.yaml', 'e');
  const paper = { cRT: { all: 40, rho } };
  const record = {
    ...{ format, dataSet: 'Digits', overrides: [] },
    experiment: { ...experiment, paper },
  };
  const out = await temporaryFolder();
  await writeFile(join(out, 'experiment.json'), JSON.stringify(record));
  return out;
}

test.each([
  [1, { all: 1.2, few: 1.45 }],
  [1, { z: { all: 1.2, few: 1.45 } }],
  [2, { z: { all: 1.2, few: 1.45 } }],
])('of a record of format %d the page has the ρ that the paper prints, %j', async (format, rho) => {
  const out = await folderWith(format, rho);
  const record = (await readRecord(out))!;
  expect(record).toMatchObject({ format: 2, dataSet: 'Digits' });
  expect(record.experiment.paper).toEqual({ cRT: { all: 40, rho: { z: { all: 1.2, few: 1.45 } } } });
  const results = await writeExperiment(out, record);
  expect(rhoTable(results).text).toMatch(/paper<\/th><td><\/td><td>1\.20<\/td><td>1\.45</);
  expect(JSON.parse(await readFile(join(out, 'results.json'), 'utf8')).format).toBe(2);
});

test('a record of a later version is refused with what this one reads', async () => {
  await expect(readRecord(await folderWith(3, {}))).rejects.toThrow(
    'experiment.json has format 3, where this version of mbib reads 1 and 2',
  );
});
