import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { PageAssets } from '../report/document/page-html';

/**
 * The page's script and style. The built command line has them as files beside it; run from source, they are
 * bundled here and now by the same bundler.
 */
export async function pageAssets(): Promise<PageAssets> {
  if (typeof MBIB_BUILT === 'undefined') {
    bundled ??= bundlePage();
    return bundled;
  }
  const beside = (file: string) => readFile(new URL(file, import.meta.url), 'utf8');
  return { script: await beside('./report-page.js'), style: await beside('./report-page.css') };
}

/** Bundled once a process: a job with many runs writes many reports. */
let bundled: Promise<PageAssets> | undefined;

async function bundlePage(): Promise<PageAssets> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: { 'report-page': fileURLToPath(new URL('../report/page.ts', import.meta.url)) },
    outdir: 'report-page',
    bundle: true,
    format: 'iife',
    target: 'es2020',
    minify: true,
    write: false,
  });
  const textOf = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))!.text;
  return { script: textOf('.js'), style: textOf('.css') };
}
