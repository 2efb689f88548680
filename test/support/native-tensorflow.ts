import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where `scripts/native-tensorflow.sh` installs `@tensorflow/tfjs-node` for the tests. */
export const nativeTensorflow = fileURLToPath(
  new URL('../../.native/node_modules/@tensorflow/tfjs-node/dist/index.js', import.meta.url),
);

/** Undefined where native TensorFlow loads and multiplies, else the reason why the tests on it cannot run. */
export function probeTensorflow(): string | undefined {
  if (!existsSync(nativeTensorflow)) return 'it is not installed: scripts/native-tensorflow.sh';
  const script = `const util = require('node:util');
    util.isArray ??= Array.isArray;
    util.isNullOrUndefined ??= (value) => value === null || value === undefined;
    const tf = require(${JSON.stringify(nativeTensorflow)});
    process.exit(tf.matMul([[2]], [[3]]).dataSync()[0] === 6 ? 0 : 1);`;
  const { status, signal, stderr } = spawnSync(process.execPath, ['-e', script], {
    encoding: 'utf8',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
    timeout: 60_000,
  });
  if (status === 0) return undefined;
  return `@tensorflow/tfjs-node does not work (${signal ?? `exit code ${status}`}): ${stderr.trim().slice(-300)}`;
}
