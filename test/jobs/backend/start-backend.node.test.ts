import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { version_core } from '@tensorflow/tfjs-core';
import { expect, test, vi } from 'vitest';
import { runScript } from '../support/child';
import { temporaryFolder } from '../support/temporary-folder';

vi.setConfig({ testTimeout: 120_000 });

/** In a process of its own, as a missing package is told apart by the words of Node's own import. */
async function start(
  name: string,
  cwd?: string,
): Promise<{ name?: string; reason?: string; error?: string }> {
  const { output } = await runScript('test/jobs/support/start-backend.ts', [name], cwd ? { cwd } : {});
  return JSON.parse(output.trimEnd().split('\n').at(-1)!);
}

test.each(['cpu', 'wasm'])('%s starts when it is asked for, and says so', async (name) => {
  expect(await start(name)).toEqual({ name, reason: `${name} (asked for)` });
});

test('auto starts something, and tells why nothing faster, or the native one is missing', async () => {
  const { name, reason } = await start('auto');
  const native = await start('tensorflow');

  expect(['tensorflow', 'webgpu', 'wasm']).toContain(name);
  if (name === 'tensorflow') {
    expect(reason).toBe('tensorflow (the fastest one)');
  } else {
    const install = `npm install @tensorflow/tfjs-node@${version_core}`;
    expect(reason).toContain(`${name} (because native TensorFlow is not installed`);
    expect(reason).toContain(`. For a faster one: ${install}`);
    expect(native.error).toBe(`native TensorFlow is not installed. Install it with: ${install}`);
  }
});

const require = createRequire(import.meta.url);

/** A project in which native TensorFlow starts, and whose matrix product is the given statement. */
async function projectWithNative(matrixProduct: string): Promise<string> {
  const folder = await temporaryFolder();
  const native = join(folder, 'node_modules/@tensorflow/tfjs-node');
  await mkdir(native, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{}');
  await writeFile(join(native, 'package.json'), '{ "type": "module", "main": "index.js" }');
  await writeFile(
    join(native, 'index.js'),
    `import * as tf from '${require.resolve('@tensorflow/tfjs-core')}';
     import { MathBackendCPU } from '${require.resolve('@tensorflow/tfjs-backend-cpu')}';
     tf.registerBackend('tensorflow', () => new MathBackendCPU(), 9);
     const kernelFunc = ({ backend }) => { ${matrixProduct}; };
     tf.registerKernel({ kernelName: 'BatchMatMul', backendName: 'tensorflow', kernelFunc });`,
  );
  return folder;
}

test.each([
  [
    'throws',
    "throw new Error('(0, util_1.isNullOrUndefined) is not a function')",
    'breaks on its first operation ((0, util_1.isNullOrUndefined) is not a function)',
  ],
  [
    'computes wrongly',
    "return backend.makeTensorInfo([2, 1], 'float32', new Float32Array([17, NaN]))",
    'computes wrongly (17, 39 came out as 17, NaN)',
  ],
])(
  'auto goes on to the next backend where the first operation of one %s',
  async (_, matrixProduct, words) => {
    const project = await projectWithNative(matrixProduct);
    const auto = await start('auto', project);
    const native = await start('tensorflow', project);

    expect(['webgpu', 'wasm']).toContain(auto.name);
    expect(auto.reason).toContain(`because tensorflow ${words}`);
    expect(native.error).toContain(`tensorflow ${words}`);
  },
);
