import { copyFile } from 'node:fs/promises';
import { defineConfig } from 'tsup';

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
    name: 'command line',
    entry: { mbib: 'examples/mbib.ts', 'photo-worker': 'src/jobs/photos/photo-worker.ts' },
    outDir: 'dist/cli',
    format: ['esm'],
    target: 'node20',
    platform: 'node',
    // The command uses the package as its users do, and the TensorFlow.js that they installed.
    external: [/^mbib(\/|$)/, /^@tensorflow\//, 'esbuild'],
    // The bundled CommonJS packages call require for Node's own modules.
    banner: {
      js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
    },
    onSuccess: async () => {
      for (const file of ['digits.csv.gz', 'digits.md'])
        await copyFile(`src/jobs/files/${file}`, `dist/cli/${file}`);
    },
  },
  {
    name: 'report page',
    entry: { 'report-page': 'src/jobs/report/page.ts' },
    outDir: 'dist/cli',
    format: ['iife'],
    outExtension: () => ({ js: '.js' }),
    target: 'es2020',
    platform: 'browser',
    // Read into a report as it is, so all of it has to be in this one file.
    noExternal: [/.*/],
    minify: true,
  },
]);
