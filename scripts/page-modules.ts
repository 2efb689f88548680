import { build } from 'esbuild';

/**
 * The files of `src/jobs` that a page loads, from what its entry imports: each becomes a file of its own, so that a bundler can leave out
 * those that are not used.
 */
export async function pageModules(): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: ['src/jobs/index.ts'],
    bundle: true,
    format: 'esm',
    write: false,
    outdir: 'unwritten',
    metafile: true,
    packages: 'external',
    logLevel: 'error',
  });
  return Object.keys(metafile.inputs).filter((file) => file.startsWith('src/jobs/'));
}
