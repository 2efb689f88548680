import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { importOptional } from '../../../src/jobs/files/optional-package';

let project: string;

beforeEach(async () => {
  project = await realpath(await mkdtemp(join(tmpdir(), 'mbib-optional-')));
  vi.spyOn(process, 'cwd').mockReturnValue(project);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(project, { recursive: true });
});

/** Puts a package of one file into the project's node_modules. */
async function install(name: string, manifest: object, code: string): Promise<void> {
  const folder = join(project, 'node_modules', name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name, main: 'main.js', ...manifest }));
  await writeFile(join(folder, 'main.js'), code);
}

/** As Node answers in a place that has no such package; files are imported. */
const nothingBesideMbib = (path: string) =>
  path.startsWith('file:')
    ? import(path)
    : Promise.reject(
        Object.assign(new Error(`Cannot find package '${path}' imported from /somewhere/mbib.js`), {
          code: 'ERR_MODULE_NOT_FOUND',
        }),
      );

test.each([
  ['an ES module', { type: 'module' }, 'export const answer = 42;'],
  ['a CommonJS module', {}, 'exports.answer = 42;'],
])("%s is found in the user's project, where mbib itself cannot see it", async (_, manifest, code) => {
  await install('some-package', manifest, code);
  expect(await importOptional('some-package', { load: nothingBesideMbib })).toMatchObject({ answer: 42 });
});

test('the error for a missing package has the command that installs it, and no path of mbib', async () => {
  await expect(importOptional('some-package', { load: nothingBesideMbib })).rejects.toThrow(
    /^some-package is not installed\. Install it with: \w+ \w+ some-package$/,
  );
});

test('a package that is there but fails is told from a missing one', async () => {
  await install('some-package', { type: 'module' }, "import 'what-it-needs';");
  await expect(importOptional('some-package', { load: nothingBesideMbib })).rejects.toThrow(
    /^some-package does not load \(Cannot find package 'what-it-needs'.*\)\. Install it anew with: \w+ \w+ some-package$/,
  );
});
