import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Bundles the program of these tests, so that it starts in a fraction of the time that its sources take. It lies in the repository,
 * where it finds TensorFlow.js.
 *
 * @returns its path, and what takes it away again
 */
export async function buildProgram(): Promise<{ program: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(root, 'node_modules', '.mbib-faults-'));
  await build({
    absWorkingDir: root,
    entryPoints: {
      program: 'test/faults/support/program.ts',
      'photo-worker': 'src/jobs/photos/reading/photo-worker.ts',
      'encode-worker': 'src/jobs/run/features/encode-worker.ts',
    },
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    tsconfig: join(root, 'tsconfig.json'),
    external: ['@tensorflow/*', 'esbuild', 'sharp', '@julusian/jpeg-turbo', 'webgpu'],
    logLevel: 'error',
    // As of the built package, which finds its threads and its page in files beside it.
    define: { MBIB_BUILT: 'true' },
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
  });
  await build({
    absWorkingDir: root,
    entryPoints: { 'report-page': 'src/jobs/report/page.ts' },
    outdir: folder,
    bundle: true,
    format: 'iife',
    target: 'es2020',
    logLevel: 'error',
  });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await copyFile(join(root, 'src/jobs/files/digits.csv.gz'), join(folder, 'digits.csv.gz'));
  return {
    program: join(folder, 'program.js'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
