import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineConfig, type Options } from 'tsup';
import { licencesOf } from './scripts/licences.ts';
import { pageModules } from './scripts/page-modules.ts';
import { writeSubpathFolders } from './scripts/subpath-folders.ts';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** The library's entries: in `package.json` each has a line in `exports`. */
const entries = {
  index: 'src/index.ts',
  'training/index': 'src/training/index.ts',
  'accelerate/index': 'src/accelerate/index.ts',
  'baselines/index': 'src/baselines/index.ts',
};

/** Imports of the library's own files stay imports, so that each source file becomes a file of its own. */
const oneFileAModule: Plugin = {
  name: 'one file a module',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, ({ path, kind, resolveDir }) => {
      if (kind !== 'import-statement') return undefined;
      if (existsSync(join(resolveDir, `${path}.ts`))) return { path: `${path}.js`, external: true };
      // What is no source, such as package.json, is bundled.
      return existsSync(join(resolveDir, path, 'index.ts'))
        ? { path: `${path}/index.js`, external: true }
        : undefined;
    });
  },
};

/** TensorFlow.js is the global `tf` of a page that loads it by a script tag. */
const globalTf: Plugin = {
  name: 'tfjs is the global tf',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@tensorflow\/tfjs-(core|layers)$/ }, () => ({ path: 'tf', namespace: 'global' }));
    onLoad({ filter: /.*/, namespace: 'global' }, () => ({ contents: globalTfOrError }));
  },
};

const globalTfOrError = `
  if (!globalThis.tf?.layers) throw new Error('mbib found no TensorFlow.js: put the script tag of @tensorflow/tfjs before it');
  module.exports = globalThis.tf;`;

const library = { target: 'es2022', platform: 'neutral', sourcemap: true, splitting: false } as const;

/** One minified file for a script tag. */
function scriptTag(name: string, file: string, options: Options = {}): Options {
  return {
    ...library,
    name: `library, script tag ${name}`,
    entry: { [name]: file },
    outDir: 'dist/script',
    format: ['iife'],
    outExtension: () => ({ js: '.min.js' }),
    platform: 'browser',
    minify: true,
    esbuildPlugins: [globalTf],
    ...options,
  };
}

/** Jobs and the command use the package as its users do, and the TensorFlow.js that they installed. */
const external = [/^mbib(\/|$)/, /^@tensorflow\//, 'esbuild'];

/** Jobs in a page. */
const inPage = { target: 'es2022', platform: 'browser', external, splitting: false } as const;

/** The address of a CommonJS file, which has no `import.meta.url`: `#`, `?` and `%` of its path are written as an address has them. */
const addressOfFile = 'addressOfThisFile';

export default defineConfig(async () => [
  {
    ...library,
    name: 'library, ES modules',
    // A file for each file, which a bundler can leave out; one large file would bring the imports of all of them along.
    entry: ['src/**/*.ts', '!src/jobs/**', '!src/**/assembly/**'],
    format: ['esm'],
    esbuildPlugins: [oneFileAModule],
    onSuccess: writeSubpathFolders,
  },
  {
    name: 'types',
    entry: { ...entries, 'jobs/index': 'src/jobs/index.ts', 'jobs/node': 'src/jobs/node.ts' },
    format: ['esm', 'cjs'],
    dts: { only: true },
  },
  {
    ...library,
    name: 'library, CommonJS',
    entry: entries,
    format: ['cjs'],
  },
  scriptTag('mbib', 'scripts/script-tag.ts', { globalName: 'mbib' }),
  scriptTag('accelerate', 'src/accelerate/index.ts'),
  {
    ...inPage,
    name: 'jobs in a page, ES modules',
    entry: await pageModules(),
    outDir: 'dist/jobs',
    outbase: 'src/jobs',
    format: ['esm'],
    esbuildPlugins: [oneFileAModule, licencesOf('jobs-in-a-page')],
  },
  {
    ...inPage,
    name: 'jobs in a page, CommonJS',
    entry: { index: 'src/jobs/index.ts' },
    outDir: 'dist/jobs',
    format: ['cjs'],
  },
  {
    name: 'jobs in Node',
    entry: {
      node: 'src/jobs/node.ts',
      'photo-worker': 'src/jobs/photos/reading/photo-worker.ts',
      'encode-worker': 'src/jobs/run/features/encode-worker.ts',
    },
    outDir: 'dist/jobs',
    format: ['esm', 'cjs'],
    target: 'node20',
    platform: 'node',
    external,
    splitting: false,
    define: { MBIB_BUILT: 'true' },
    esbuildOptions: (options, { format }) => {
      // What only the sources do is left out.
      options.minifySyntax = true;
      options.logOverride = { 'empty-import-meta': 'silent' };
      if (format === 'cjs') options.define = { ...options.define, 'import.meta.url': addressOfFile };
    },
    esbuildPlugins: [licencesOf('jobs-in-node')],
    // The bundled CommonJS packages call require for Node's own modules.
    banner: ({ format }) =>
      format === 'esm'
        ? {
            js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
          }
        : {
            js: `'use strict';\nconst ${addressOfFile} = require('node:url').pathToFileURL(__filename).href;`,
          },
    onSuccess: async () => {
      for (const file of ['digits.csv.gz', 'digits.md'])
        await copyFile(`src/jobs/files/${file}`, `dist/jobs/${file}`);
    },
  },
  {
    name: 'command line',
    // Each program in a file of its own, or all of them would take themselves for the one that was started.
    entry: ['mbib', 'cifar100-lt', 'digits', 'folder', 'imagenet-lt', 'inaturalist2018'].map(
      (name) => `examples/${name}.ts`,
    ),
    outDir: 'dist/cli',
    format: ['esm'],
    target: 'node20',
    platform: 'node',
    external,
    splitting: true,
  },
  {
    name: 'report page',
    entry: { 'report-page': 'src/jobs/report/page.ts' },
    outDir: 'dist/jobs',
    format: ['iife'],
    outExtension: () => ({ js: '.js' }),
    target: 'es2020',
    platform: 'browser',
    // Read into a report as it is, so all of it has to be in this one file.
    noExternal: [/.*/],
    minify: true,
    esbuildPlugins: [licencesOf('report-page')],
  },
]);
