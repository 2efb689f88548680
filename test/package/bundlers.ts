import { mkdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import commonjs from '@rollup/plugin-commonjs';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { build as esbuild, transform } from 'esbuild';
import { rollup } from 'rollup';
import { build as vite } from 'vite';
import webpack from 'webpack';

/** A minified bundle for the browser, and the files of which something is in it, from the project's folder. */
export interface Bundle {
  code: string;
  modules: string[];
}

export type Bundler = (project: string, input: string) => Promise<Bundle>;

/** Each with the settings that it comes with, but for what it takes to have one minified file for a page. */
export const bundlers: Record<string, Bundler> = {
  esbuild: async (project, input) => {
    const { metafile, outputFiles } = await esbuild({
      absWorkingDir: project,
      entryPoints: [input],
      bundle: true,
      minify: true,
      format: 'esm',
      metafile: true,
      write: false,
    });
    const [output] = Object.values(metafile.outputs);
    const modules = Object.entries(output!.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    return { code: outputFiles[0]!.text, modules: modules.map(([file]) => file) };
  },

  Rollup: async (project, input) => {
    const built = await rollup({
      input: join(project, input),
      plugins: [nodeResolve({ browser: true }), commonjs()],
      // tfjs-core's own circular imports are not ours to mend.
      onwarn: () => {},
    });
    const { output } = await built.generate({ format: 'es' });
    await built.close();
    const { code } = await transform(output[0].code, { minify: true });
    return { code, modules: rendered(project, output[0].modules) };
  },

  webpack: async (project, input) => {
    const path = join(project, 'webpack-output');
    mkdirSync(path, { recursive: true });
    const stats = await new Promise<webpack.Stats>((resolve, reject) =>
      webpack(
        {
          mode: 'production',
          context: project,
          entry: `./${input}`,
          output: { path, filename: 'bundle.js' },
          performance: false,
        },
        (error, done) => (error ? reject(error) : resolve(done!)),
      ),
    );
    const { errors, modules } = stats.toJson({
      all: false,
      errors: true,
      modules: true,
      nestedModules: true,
    });
    if (errors?.length) throw new Error(errors.map(({ message }) => message).join('\n'));
    return { code: readFileSync(join(path, 'bundle.js'), 'utf8'), modules: namesIn(modules ?? []) };
  },

  Vite: async (project, input) => {
    const built = await vite({
      root: project,
      configFile: false,
      logLevel: 'silent',
      build: { write: false, rolldownOptions: { input: join(project, input) }, modulePreload: false },
    });
    if (!('output' in built)) throw new Error('Vite gave more than one output');
    const chunks = built.output.filter((output) => output.type === 'chunk');
    if (chunks.length !== 1) throw new Error(`Vite made ${chunks.length} chunks`);
    return { code: chunks[0]!.code, modules: rendered(project, chunks[0]!.modules) };
  },
};

/** What Rollup and its relatives say of each module. */
function rendered(project: string, modules: Record<string, { renderedLength: number }>): string[] {
  const kept = Object.entries(modules).filter(([, { renderedLength }]) => renderedLength > 0);
  return kept.map(([file]) => relative(project, file));
}

function namesIn(modules: webpack.StatsModule[]): string[] {
  return modules.flatMap(({ name, modules: nested }) => (nested ? namesIn(nested) : [name ?? '']));
}
