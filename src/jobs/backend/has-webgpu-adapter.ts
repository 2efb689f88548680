import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { pathToFileURL } from 'node:url';
import { resolveInProject } from '../files/install-command';

/** Exit code of the process where no adapter answers. */
const NONE = 3;

/** After so long the process is taken to hang in a driver. */
const MOST_MILLISECONDS = 20_000;

const code = `
const { create, globals } = await import(process.argv[1]);
Object.assign(globalThis, globals);
const adapter = await create([]).requestAdapter().catch(() => null);
process.exit(adapter ? 0 : ${NONE});`;

/**
 * Whether a WebGPU adapter answers, asked in a process of its own: the package `webgpu` and the Vulkan loader print warnings of several lines
 * on the standard error output where there is no driver, from C++, so that nothing in this process could keep them back. A driver that crashes
 * does not end this process either.
 *
 * @returns true also where it cannot be asked this way
 */
export async function hasWebgpuAdapter(): Promise<boolean> {
  const file = packageFile();
  if (file === undefined) return true;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code, pathToFileURL(file).href], {
    stdio: 'ignore',
    timeout: MOST_MILLISECONDS,
    env: { ...process.env, XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR ?? tmpdir(), NODE_OPTIONS: '' },
  });
  return new Promise((resolve) => {
    child.on('error', () => resolve(true));
    child.on('close', (status, signal) => resolve(status !== NONE && signal === null));
  });
}

/** The package, beside mbib or in the project. */
function packageFile(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve('webgpu');
  } catch {
    return resolveInProject('webgpu');
  }
}
