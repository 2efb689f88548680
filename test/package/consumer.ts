import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const repository = fileURLToPath(new URL('../..', import.meta.url));

/** A new folder among the system's temporary ones. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'mbib-package-'));
}

/** Builds the package and packs it as `npm publish` would; the path of the tarball. */
export async function pack(folder: string): Promise<string> {
  await run(repository, 'npm', 'run', 'build');
  const answer = await run(
    repository,
    'npm',
    'pack',
    '--ignore-scripts',
    '--json',
    '--pack-destination',
    folder,
  );
  const [packed] = JSON.parse(answer);
  return join(folder, packed.filename);
}

/** An empty project with the tarball, one version of its peers and the files of `consumer/` in it. */
export async function createConsumer(tarball: string, tfjsVersion: string): Promise<string> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  cpSync(join(repository, 'test/package/consumer'), folder, { recursive: true });
  const peers = ['core', 'layers', 'backend-cpu', 'backend-wasm'].map(
    (name) => `@tensorflow/tfjs-${name}@${tfjsVersion}`,
  );
  await run(folder, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', tarball, ...peers);
  return folder;
}

/** Runs a command and returns what it prints; an exit code other than 0 throws with both outputs. */
export async function run(folder: string, command: string, ...args: string[]): Promise<string> {
  try {
    const { stdout } = await execute(command, args, { cwd: folder, env: environment, maxBuffer: 2 ** 26 });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(' ')} failed\n${stdout}\n${stderr}`);
  }
}

/** Runs a command of one of the repository's own dependencies. */
export function runTool(folder: string, name: string, ...args: string[]): Promise<string> {
  return run(folder, join(repository, 'node_modules/.bin', name), ...args);
}

/** The version of a package that the repository is developed with. */
export function developedWith(name: string): string {
  return JSON.parse(readFileSync(join(repository, 'node_modules', name, 'package.json'), 'utf8')).version;
}

// What npm tells the scripts it runs about this repository is not for the npm that runs in another project.
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|config_local)/.test(name)),
);
