import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { lossDefaults, shotBounds } from 'mbib';
import { expect, test } from 'vitest';
import { job as cifar100 } from '../../examples/cifar100-lt';
import { job as folder } from '../../examples/folder';
import { job as imagenetLt } from '../../examples/imagenet-lt';
import { job as inaturalist2018 } from '../../examples/inaturalist2018';
import { lossOptionHelp } from '../../src/jobs/command/help/loss-option-help';
import { defaultLossOptions, lossOptionsOf } from '../../src/jobs/nets/methods';
import { groupRules } from '../../src/jobs/report/group-of';
import { expectedCalibrationErrorOptions } from '../../src/metrics/expected-calibration-error';
import { intervalOptions } from '../../src/metrics/intervals/interval';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The cell behind the one that begins a row of a guide's table. */
async function secondCell(file: string, start: string): Promise<string> {
  const text = await readFile(`${root}docs/${file}`, 'utf8');
  const row = text.split('\n').find((line) => line.startsWith(`| ${start}`));
  if (row === undefined) throw new Error(`docs/${file} has no row that begins with '| ${start}'`);
  return row.split('|')[2]!.trim();
}

test.each(Object.entries(lossDefaults))('docs/losses.md has the default of %s', async (option, value) => {
  const expected = Array.isArray(value) ? `\`[${value.join(', ')}]\`` : String(value);
  expect(await secondCell('losses.md', `\`${option}\``)).toBe(expected);
});

test('docs/metrics.md has the defaults of the intervals and the number of bins', async () => {
  for (const [option, { default: value }] of Object.entries(intervalOptions)) {
    expect(await secondCell('metrics.md', `\`${option}\``)).toBe(String(value));
  }
  const text = await readFile(`${root}docs/metrics.md`, 'utf8');
  expect(text).toContain(`There are ${expectedCalibrationErrorOptions.bins.default} bins unless`);
});

test.each([
  ['cifar100-lt.md', cifar100.defaults({})],
  ['imagenet-lt.md', imagenetLt.defaults({})],
])('docs/%s has the defaults of the job', async (file, defaults) => {
  const { method, epochs, ...rest } = defaults;
  const loss = { ...defaultLossOptions(method), ...rest };
  const flags = lossOptionsOf[method].map((name) => `\`--${name}\``).join(', ');
  const values = lossOptionsOf[method].map((name) => loss[name]).join(', ');
  expect(await secondCell(file, flags)).toBe(values);
  expect(await secondCell(file, '`--method`')).toBe(`\`${method}\``);
  expect(await secondCell(file, '`--epochs`')).toBe(String(epochs));
});

test('the jobs have the figures that other papers give for their data', () => {
  const lade = { ladeAlpha: 0.05, ladeLambda: 0.5 };
  expect(imagenetLt.defaults({})).toMatchObject({ ...lade, smoothingHead: 0.3, smoothingTail: 0 });
  expect(inaturalist2018.defaults({})).toMatchObject({ ladeAlpha: 0.05, ladeLambda: 0.1 });
  const betas = ([100, 50, 10] as const).map((imbalance) => cifar100.defaults({ imbalance }).resltBeta);
  expect([cifar100.defaults({}).resltBeta, ...betas]).toEqual([0.995, 0.995, 0.99, 0.72]);
});

test('the help of the job folder names the classifiers that methods have for themselves', () => {
  const { classifier, cosineScale } = folder.options!;
  expect(classifier!.text).toContain('(default: linear, for ldam cosine of scale 30, for ldam-drw cosine of');
  expect(cosineScale!.text).toContain('(default: 20, for ldam 30, for ldam-drw 30)');
});

test('the help says of each loss option which methods read it, and the defaults that they have', () => {
  expect(lossOptionHelp('m')).toBe(
    `exponent of the class weights; bsce, bsce-mlp, bsce-2branch, bib, se-mbib, all-mbib, mbib, sade-mbib (default: ${lossDefaults.m}, for bsce 0, for bsce-mlp 0)`,
  );
  expect(lossOptionHelp('beta', 1)).toBe(
    'weight of the self-distillation; sdib, bib, se-mbib, all-mbib, mbib, sade-mbib (default: 1)',
  );
});

test('the groups of the report are those of shotAccuracy', () => {
  const { many, few } = shotBounds;
  expect(groupRules()).toMatchObject({
    many: `over ${many} images`,
    medium: `${few} to ${many} images`,
    few: `under ${few} images`,
  });
});
