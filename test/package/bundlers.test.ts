import { rmSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchChromium, noChromium, titleAfter } from './browser';
import { type Bundle, bundlers } from './bundlers';
import { expectDocumented } from './compatibility';
import { createProject, developedWith } from './consumer';
import { expectOneStep } from './one-step';

const tfjs = developedWith('@tensorflow/tfjs');
/** Names in the running code of one of the two alone, which no minifier shortens. */
const onlyInLayers = 'GlorotUniform';
const onlyInCore = '_tfengine';

let project: string;
let browser: Browser | undefined;

beforeAll(async () => {
  project = await createProject(inject('tarball'), `@tensorflow/tfjs@${tfjs}`);
  if (!noChromium) browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  rmSync(project, { recursive: true, force: true });
});

/** What docs/compatibility.md says of each bundler, as far as its tests went well. */
const results = new Map<string, string[]>();

describe.each(Object.entries(bundlers))('%s', (name, bundler) => {
  const row = [name, developedWith(name.toLowerCase())];
  results.set(name, row);
  const bundles = new Map<string, Promise<Bundle>>();
  const bundle = (input: string) => {
    if (!bundles.has(input)) bundles.set(input, bundler(project, `bundle-${input}.js`));
    return bundles.get(input)!;
  };

  test('with classWeights alone there is under 1 kB, and nothing of tfjs', async () => {
    const { code, modules } = await bundle('helper');
    expect(modules.filter((file) => file.includes('node_modules')).every(isOurs)).toBe(true);
    expect(modules.filter(isOurs).length).toBeLessThanOrEqual(3);
    expect(code).not.toContain(onlyInLayers);
    expect(code).not.toContain(onlyInCore);
    expect(gzipSync(code, { level: 9 }).length).toBeLessThan(1000);
    row.push('under 1 kB');
  });

  test('with one loss there is nothing of tfjs-layers', async () => {
    const { code, modules } = await bundle('loss');
    expect(modules.some(isCore)).toBe(true);
    expect(modules.filter(isLayers)).toEqual([]);
    expect(code).toContain(onlyInCore);
    expect(code).not.toContain(onlyInLayers);
    row.push('no tfjs-layers');
  });

  test('everything has tfjs-layers in it, where the two tests before would see it', async () => {
    const { code, modules } = await bundle('everything');
    expect(modules.some(isLayers)).toBe(true);
    expect(code).toContain(onlyInLayers);
  });

  test.skipIf(noChromium)('what it made runs in Chromium', async () => {
    const title = async (input: string) => titleAfter(browser!, (await bundle(input)).code);
    expect(JSON.parse(await title('helper'))).toEqual([1, 1, 1]);
    expectOneStep(await title('loss'), tfjs);
    const { losses } = JSON.parse(await title('everything'));
    expect(losses.at(-1)).toBeLessThan(0.9 * losses[0]);
    row.push('runs');
  });
});

test.skipIf(noChromium)('docs/compatibility.md has what came out', () => {
  const header = ['bundler', 'version', '`classWeights` alone', 'one loss', 'everything'];
  expectDocumented('bundlers', header, [...results.values()]);
});

const isOurs = (file: string) => file.includes('node_modules/mbib/');
const isCore = (file: string) => file.includes('@tensorflow/tfjs-core/');
const isLayers = (file: string) => file.includes('@tensorflow/tfjs-layers/');
