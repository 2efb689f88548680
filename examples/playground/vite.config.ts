import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { offline } from './build/offline.ts';
import { reportPage } from './build/report-page.ts';

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export default defineConfig({
  plugins: [reportPage(), offline()],
  root: root('examples/playground'),
  // Relative, so that the built page works in any folder of any server.
  base: './',
  resolve: {
    alias: [
      { find: /^mbib$/, replacement: root('src/index.ts') },
      { find: /^mbib\/training$/, replacement: root('src/training/index.ts') },
      { find: /^mbib\/accelerate$/, replacement: root('src/accelerate/index.ts') },
      { find: /^mbib\/baselines$/, replacement: root('src/baselines/index.ts') },
      { find: /^mbib\/jobs$/, replacement: root('src/jobs/index.ts') },
      { find: /^mbib\/jobs\/report\.css$/, replacement: root('src/jobs/report/style.css') },
      { find: /^mbib\/jobs\/digits\.csv\.gz$/, replacement: root('src/jobs/files/digits.csv.gz') },
    ],
  },
  assetsInclude: ['**/*.gz'],
  // The backends are parts of their own: a page loads the one that it trains on.
  worker: { format: 'es' },
  server: { fs: { allow: [root('.')] } },
  optimizeDeps: {
    // The workers' packages, and Plot, which mbib/jobs imports; found late, they would make the page load anew in the middle of a training.
    include: [
      '@observablehq/plot',
      '@preact/signals',
      '@saehrimnir/druidjs',
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-layers',
      '@tensorflow/tfjs-backend-cpu',
      '@tensorflow/tfjs-backend-wasm',
      '@tensorflow/tfjs-backend-webgl',
      '@tensorflow/tfjs-backend-webgpu',
      'fflate',
      'idb',
      'preact',
    ],
  },
  build: {
    outDir: root('dist-playground'),
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 1000,
  },
});
