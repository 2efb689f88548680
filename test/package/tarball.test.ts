import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { run, runTool, temporaryFolder } from './consumer';

const tarball = inject('tarball');
const folder = temporaryFolder();
const unpacked = join(folder, 'package');

beforeAll(async () => {
  await run(folder, 'tar', '-xzf', tarball);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('publint finds nothing to say about the tarball', async () => {
  expect(await runTool('.', 'publint', 'run', tarball, '--strict')).toContain('All good!');
});

test('mbib/jobs for Node has nothing that only its sources use, which no bundler would find', () => {
  for (const file of ['node.js', 'node.cjs', 'photo-worker.js', 'encode-worker.js']) {
    const code = readFileSync(join(unpacked, 'dist/jobs', file), 'utf8');
    expect(code.match(/new URL\(["'][^"']+\.ts["']|(?:import|require)\(["']esbuild["']\)/g)).toBeNull();
  }
});

test('the types resolve from node10, CommonJS, ESM and bundlers, with every subpath', async () => {
  // Data files for a page, no modules.
  const files = ['jobs/report.css', 'jobs/digits.csv.gz'];
  await runTool('.', 'attw', tarball, '--profile', 'strict', '--exclude-entrypoints', ...files);
});

test('each import keeps to its size limit and to the recorded size, and growth is noticed', async () => {
  const printed = await runTool('.', 'tsx', 'scripts/size.ts', unpacked);
  expect(printed).toMatch(/classWeights +\d+ B of 1000 B, /);
  appendFileSync(
    join(unpacked, 'dist/class-counts.js'),
    '\nconsole.log("forty bytes that no bundler leaves out");',
  );
  await expect(runTool('.', 'tsx', 'scripts/size.ts', unpacked)).rejects.toThrow(
    /classWeights has grown by .*CHANGELOG/,
  );
});
