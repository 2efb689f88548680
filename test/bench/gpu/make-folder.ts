import { spawnSync } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Unpacks what is compressed beside it, once, and starts it with the words that it is given. */
const start = `#!/bin/sh
# Checks and times mbib on this machine's GPU: needs Linux, gzip, a Vulkan driver and libvulkan.so.1.
set -e
cd "$(dirname "$0")"
for name in node dawn.node main.mjs; do
  [ -e "$name" ] || { gzip -dc "$name.gz" > "$name.part"; mv "$name.part" "$name"; }
done
chmod +x node
exec ./node main.mjs "$@"
`;

/**
 * Makes the folder that a machine with a GPU needs: Node, Dawn, and mbib with its golden values and benchmarks in one file, each
 * compressed; and the script that starts them. It is made for the system and processor that it is made on.
 *
 * @returns bytes of the folder
 */
export async function makeFolder(folder: string): Promise<number> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const dawn = `node_modules/webgpu/dist/${process.platform}-${process.arch}/dawn.node`;
  await compress(await smallNode(), join(folder, 'node.gz'));
  await compress(await readFile(join(root, dawn)), join(folder, 'dawn.node.gz'));
  await compress(await bundle(), join(folder, 'main.mjs.gz'));
  await copyFile(join(root, 'test/bench/gpu/pytorch_cuda.py'), join(folder, 'pytorch_cuda.py'));
  await writeFile(join(folder, 'start'), start);
  await chmod(join(folder, 'start'), 0o755);
  const names = await readdir(folder);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** This Node, without its symbols where the machine has `strip`. */
async function smallNode(): Promise<Buffer> {
  const scratch = await mkdtemp(join(tmpdir(), 'mbib-node-'));
  const copy = join(scratch, 'node');
  try {
    await copyFile(process.execPath, copy);
    spawnSync('strip', [copy]);
    return await readFile(copy);
  } finally {
    await rm(scratch, { recursive: true });
  }
}

async function bundle(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'test/bench/gpu/main.ts')],
    tsconfig: join(root, 'tsconfig.json'),
    absWorkingDir: dirname(root),
    bundle: true,
    write: false,
    minify: true,
    keepNames: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    // tfjs-core asks for node-fetch, which is CommonJS, by require.
    banner: { js: "import { createRequire as r } from 'node:module';var require = r(import.meta.url);" },
  });
  return outputFiles[0]!.contents;
}

async function compress(data: Uint8Array, path: string): Promise<void> {
  await writeFile(path, gzipSync(data, { level: 9 }));
}
