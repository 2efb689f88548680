import { createHash } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Plugin } from 'vite';

const script = fileURLToPath(new URL('../src/service-worker.ts', import.meta.url));

/** Larger files, such as the weights of a pretrained network, are kept once they are used, and not before. */
const mostBytes = 2_000_000;

/** Writes the service worker, which keeps the page for use without a network, with the names of the files of this build. */
export function offline(): Plugin {
  return {
    name: 'offline',
    apply: 'build',
    async writeBundle({ dir }, bundle) {
      const hash = createHash('sha256');
      const files: string[] = [];
      for (const name of Object.keys(bundle).sort()) {
        hash.update(name).update(await readFile(join(dir!, name)));
        if ((await stat(join(dir!, name))).size <= mostBytes) files.push(name);
      }
      const { outputFiles } = await build({
        entryPoints: [script],
        bundle: true,
        format: 'iife',
        target: 'es2022',
        minify: true,
        write: false,
        define: {
          BUILT_FILES: JSON.stringify(files),
          BUILD_VERSION: JSON.stringify(hash.digest('hex').slice(0, 16)),
        },
      });
      await writeFile(join(dir!, 'service-worker.js'), outputFiles[0]!.contents);
    },
  };
}
