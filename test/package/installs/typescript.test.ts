import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { expectDocumented } from '../compatibility';
import { createProject, developedWith, emptyProject, npmInstall, runInstalled } from '../consumer';

const versions = ['5.4', '5.5', '5.6', '5.7', '5.8', '5.9', '6.0', '7.0'];

/** What a project sets to resolve imports so, and a file that is resolved so. */
const resolutions = {
  node10: { module: 'CommonJS', moduleResolution: 'node10', file: 'types.ts' },
  'node16, CommonJS': { module: 'node16', moduleResolution: 'node16', file: 'types.cts' },
  'node16, ESM': { module: 'node16', moduleResolution: 'node16', file: 'types.mts' },
  bundler: { module: 'ESNext', moduleResolution: 'bundler', file: 'types.ts' },
};
type Resolution = keyof typeof resolutions;

/** Where tfjs's declarations, never checked by it, and the types of WebGPU that it brings contradict newer ones. */
const notOurs = /^(node_modules\/@(tensorflow|webgpu)\/|\S*\/lib\/lib\.dom\.d\.ts)/;

const rows = versions.flatMap((version) =>
  (Object.keys(resolutions) as Resolution[]).map((resolution) => ({ version, resolution })),
);
const results = new Map<string, string>();
const tools = emptyProject();
let project: string;

beforeAll(async () => {
  await npmInstall(tools, ...versions.map((version) => `typescript-${version}@npm:typescript@~${version}.0`));
  project = await createProject(inject('tarball'), `@tensorflow/tfjs@${developedWith('@tensorflow/tfjs')}`);
  copyFileSync(join(project, 'types.mts'), join(project, 'types.ts'));
});

afterAll(() => {
  for (const folder of [tools, project]) rmSync(folder, { recursive: true, force: true });
});

describe('TypeScript without skipLibCheck finds no error in our types nor in code that uses them', () => {
  test.concurrent.each(rows)('$version, $resolution', async ({ version, resolution }) => {
    const errors = await typeErrors(version, resolution);
    if (resolution === 'node10' && Number(version) >= 7) {
      // Checked, so that a TypeScript that offers it again is noticed.
      expect(errors.join()).toMatch(/node10' has been removed/);
      results.set(`${version} ${resolution}`, 'not offered');
      return;
    }
    expect(errors).toEqual([]);
    results.set(`${version} ${resolution}`, '✓');
  });
});

test('docs/compatibility.md has what came out', () => {
  const names = Object.keys(resolutions);
  const cells = (version: string) => names.map((name) => results.get(`${version} ${name}`) ?? 'failed');
  const table = versions.map((version) => [version, ...cells(version)]);
  expectDocumented('typescript', ['TypeScript', ...names], table);
});

/** TypeScript's errors, but for those that are not ours. */
async function typeErrors(version: string, resolution: Resolution): Promise<string[]> {
  const { file, ...options } = resolutions[resolution];
  const config = `tsconfig-${version}-${resolution.replace(', ', '-')}.json`;
  const whole = JSON.parse(readFileSync(join(project, 'tsconfig.json'), 'utf8'));
  // 6 still has node10, but wants to hear that its end is known.
  const deprecated = version === '6.0' ? { ignoreDeprecations: '6.0' } : {};
  const compilerOptions = { ...whole.compilerOptions, ...options, ...deprecated };
  writeFileSync(join(project, config), JSON.stringify({ compilerOptions, files: [file] }));
  try {
    const tsc = `typescript-${version}/bin/tsc`;
    await runInstalled(project, tools, tsc, '--pretty', 'false', '--project', config);
    return [];
  } catch (error) {
    const lines = (error as Error).message.split('\n').filter((line) => /error TS\d+/.test(line));
    if (lines.length === 0) throw error;
    return lines.filter((line) => !notOurs.test(line));
  }
}
