import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchChromium, noChromium, titleAfter } from '../browser';
import { expectDocumented } from '../compatibility';
import { createProject, developedWith, emptyProject, npmInstall, runInstalled } from '../consumer';
import { expectOneStep } from '../one-step';

const version = '2.16.4';
const tfjs = developedWith('@tensorflow/tfjs');
const tools = emptyProject();
let project: string;
let browser: Browser | undefined;

beforeAll(async () => {
  await npmInstall(tools, `parcel@${version}`);
  // The last two are what Parcel puts in the place of Node's modules that tfjs names; it would install them itself.
  project = await createProject(inject('tarball'), `@tensorflow/tfjs@${tfjs}`, 'buffer', 'process');
  if (!noChromium) browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  for (const folder of [tools, project]) rmSync(folder, { recursive: true, force: true });
});

describe('Parcel, as it comes: without the exports of package.json', () => {
  test('with classWeights alone there is nothing of tfjs', async () => {
    expect(await bundle('helper')).not.toMatch(/GlorotUniform|_tfengine/);
  });

  test('finds the subpaths, whose bundle has both parts of tfjs', async () => {
    const code = await bundle('everything');
    expect(code).toContain('GlorotUniform');
    expect(code).toContain('_tfengine');
  });

  test.skipIf(noChromium)('what it made runs in Chromium', async () => {
    expectOneStep(await titleAfter(browser!, await bundle('loss')), tfjs);
    const { losses } = JSON.parse(await titleAfter(browser!, await bundle('everything')));
    expect(losses.at(-1)).toBeLessThan(0.9 * losses[0]);
  });
});

test.skipIf(noChromium)('docs/compatibility.md names the version', () => {
  expectDocumented(
    'parcel',
    ['bundler', 'version', 'subpaths', 'everything'],
    [['Parcel', version, 'found without `exports`', 'runs']],
  );
});

/** The one file of a script's bundle. */
async function bundle(name: string): Promise<string> {
  const folder = join(project, `parcel-${name}`);
  mkdirSync(folder, { recursive: true });
  const words = ['build', `bundle-${name}.js`, '--no-source-maps', '--dist-dir', folder];
  await runInstalled(project, tools, 'parcel/lib/bin.js', ...words);
  const files = readdirSync(folder);
  expect(files).toEqual([`bundle-${name}.js`]);
  return readFileSync(join(folder, files[0]!), 'utf8');
}
