import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Plugin } from 'vite';

const id = 'virtual:report-page';
const script = fileURLToPath(new URL('../../../src/jobs/report/page.ts', import.meta.url));

/** Gives the page the script and the style of the jobs' report, to write reports with: the module `virtual:report-page`. */
export function reportPage(): Plugin {
  return {
    name: 'report-page',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    async load(resolved) {
      if (resolved !== `\0${id}`) return undefined;
      const { outputFiles } = await build({
        entryPoints: { page: script },
        outdir: 'page',
        bundle: true,
        format: 'iife',
        target: 'es2020',
        minify: true,
        write: false,
      });
      const textOf = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))!.text;
      return `export default ${JSON.stringify({ script: textOf('.js'), style: textOf('.css') })};`;
    },
  };
}
