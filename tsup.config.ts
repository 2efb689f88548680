import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineConfig, type Options } from 'tsup';
import { licencesOf } from './scripts/licences.ts';
import { writeSubpathFolders } from './scripts/subpath-folders.ts';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** What a user can import: in `package.json` each has a line in `exports`. */
const entries = {
  index: 'src/index.ts',
  'training/index': 'src/training/index.ts',
  'accelerate/index': 'src/accelerate/index.ts',
};

/** Imports of the library's own files stay imports, so that each source file becomes a file of its own. */
const oneFileAModule: Plugin = {
  name: 'one file a module',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, ({ path, kind, resolveDir }) => {
      if (kind !== 'import-statement') return undefined;
      const isFile = existsSync(join(resolveDir, `${path}.ts`));
      return { path: isFile ? `${path}.js` : `${path}/index.js`, external: true };
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
  if (!globalThis.tf) throw new Error('mbib found no TensorFlow.js: put the script tag of @tensorflow/tfjs before it');
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

export default defineConfig([
  {
    ...library,
    name: 'library, ES modules',
    // A file for each file, which a bundler can leave out; one large file would bring the imports of all of them along.
    entry: ['src/**/*.ts', '!src/**/assembly/**'],
    format: ['esm'],
    esbuildPlugins: [oneFileAModule],
    onSuccess: writeSubpathFolders,
  },
  {
    name: 'library, types',
    entry: entries,
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
    name: 'command line',
    entry: { mbib: 'examples/mbib.ts', 'photo-worker': 'examples/shared/photos/photo-worker.ts' },
    outDir: 'dist/cli',
    format: ['esm'],
    target: 'node20',
    platform: 'node',
    // The command uses the package as its users do, and the TensorFlow.js that they installed.
    external: [/^mbib(\/|$)/, /^@tensorflow\//, 'esbuild'],
    // The bundled CommonJS packages call require for Node's own modules.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
    },
    esbuildPlugins: [licencesOf('command')],
    onSuccess: async () => {
      for (const file of ['digits.csv.gz', 'digits.md'])
        await copyFile(`examples/shared/${file}`, `dist/cli/${file}`);
    },
  },
  {
    name: 'report page',
    entry: { 'report-page': 'examples/shared/report-page/page.ts' },
    outDir: 'dist/cli',
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
