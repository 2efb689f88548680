import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { expectDocumented } from './compatibility';
import { createProject, developedWith, lastLine, npmInstall, run, writeManifest } from './consumer';
import { expectOneStep } from './one-step';

const tfjs = developedWith('@tensorflow/tfjs');
const otherTfjs = '4.21.0';

/** A project that uses mbib, with code in a folder that has a tfjs of its own, as in a monorepo. */
describe('with a second copy of tfjs', () => {
  let project: string;
  let printed: string;
  /** What docs/compatibility.md says, in the order of the tests that went well. */
  const results: string[][] = [];

  beforeAll(async () => {
    project = await createProject(inject('tarball'), `@tensorflow/tfjs@${tfjs}`);
    const other = join(project, 'other');
    mkdirSync(other);
    writeManifest(other, { name: 'other' });
    writeFileSync(join(other, 'index.mjs'), "export * from '@tensorflow/tfjs';\n");
    await npmInstall(other, `@tensorflow/tfjs@${otherTfjs}`);
    printed = await run(project, 'node', 'two-copies.mjs');
  });

  afterAll(() => rmSync(project, { recursive: true, force: true }));

  test('the loss takes its tensors: the two share one engine', () => {
    expectOneStep(printed, tfjs);
    expect(JSON.parse(lastLine(printed)).other).toBe(otherTfjs);
    results.push(['tensors and variables, in a loss', 'work: the two share one engine']);
  });

  // A layer and a symbolic tensor do not know the version of their own copy: only a model tells it.
  test.each([
    ['model', [tfjs, otherTfjs]],
    ['layers', [tfjs]],
    ['symbolic tensors', [tfjs]],
  ])('its %s: refused by a sentence with %s', (what, versions) => {
    const message: string = JSON.parse(lastLine(printed)).refused[what];
    for (const version of versions) expect(message).toContain(version);
    expect(message).toContain('npm ls @tensorflow/tfjs-core');
    results.push([`${what}, in \`withMBIB\``, `refused by a sentence with ${versions.join(' and ')}`]);
  });

  test('a model of the copy that mbib uses is not refused', () => {
    expect(JSON.parse(lastLine(printed)).accepted).toBe('not refused');
  });

  test('docs/compatibility.md has what came out', () => {
    expectDocumented('copies', [`of tfjs ${otherTfjs}, beside tfjs ${tfjs}`, 'result'], results);
  });
});
