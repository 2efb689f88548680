import { copyFile } from 'node:fs/promises';
import { defineConfig } from 'tsup';

/** Jobs and the command use the package as its users do, and the TensorFlow.js that they installed. */
const external = [/^mbib(\/|$)/, /^@tensorflow\//, 'esbuild'];

export default defineConfig([
  {
    name: 'library',
    entry: {
      index: 'src/index.ts',
      training: 'src/training/index.ts',
      accelerate: 'src/accelerate/index.ts',
    },
    format: ['esm', 'cjs'],
    target: 'es2022',
    platform: 'neutral',
    dts: true,
    // One file an entry: package.json says which file has side effects, and a shared chunk would blur that.
    splitting: false,
    treeshake: true,
    sourcemap: true,
  },
  {
    name: 'jobs in a page',
    entry: { index: 'src/jobs/index.ts' },
    outDir: 'dist/jobs',
    format: ['esm', 'cjs'],
    target: 'es2022',
    platform: 'browser',
    external,
    dts: true,
    splitting: false,
  },
  {
    name: 'jobs in Node',
    entry: { node: 'src/jobs/node.ts', 'photo-worker': 'src/jobs/photos/photo-worker.ts' },
    outDir: 'dist/jobs',
    format: ['esm', 'cjs'],
    target: 'node20',
    platform: 'node',
    external,
    dts: { entry: { node: 'src/jobs/node.ts' } },
    splitting: false,
    // In CommonJS, where the files beside it are.
    shims: true,
    esbuildOptions: (options) => {
      // import.meta.resolve is asked for in the repository alone, where the sources are TypeScript.
      options.logOverride = { 'empty-import-meta': 'silent' };
    },
    // The bundled CommonJS packages call require for Node's own modules.
    banner: ({ format }) =>
      format === 'esm'
        ? {
            js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
          }
        : {},
    onSuccess: async () => {
      for (const file of ['digits.csv.gz', 'digits.md'])
        await copyFile(`src/jobs/files/${file}`, `dist/jobs/${file}`);
    },
  },
  {
    name: 'command line',
    // Each program in a file of its own, or all of them would take themselves for the one that was started.
    entry: ['mbib', 'cifar100-lt', 'digits', 'imagenet-lt', 'inaturalist2018'].map(
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
  },
]);
