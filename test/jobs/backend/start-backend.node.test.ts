import { version_core } from '@tensorflow/tfjs-core';
import { expect, test, vi } from 'vitest';
import { runScript } from '../support/child';

vi.setConfig({ testTimeout: 120_000 });

/** In a process of its own, as a missing package is told apart by the words of Node's own import. */
async function start(name: string): Promise<{ name?: string; reason?: string; error?: string }> {
  const { output } = await runScript('test/jobs/support/start-backend.ts', [name]);
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
