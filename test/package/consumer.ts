import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
export const repository = fileURLToPath(new URL('../..', import.meta.url));

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

/** A project as `npm init --yes` leaves it, with whatever `type` that version of npm writes. */
export async function initialProject(): Promise<string> {
  const folder = temporaryFolder();
  await run(folder, 'npm', 'init', '--yes');
  return folder;
}

/** A project of ES modules, as README asks for, and nothing in it. */
export function emptyProject(manifest: object = {}): string {
  const folder = temporaryFolder();
  writeManifest(folder, manifest);
  return folder;
}

export function writeManifest(folder: string, manifest: object): void {
  const named = { name: 'project', version: '1.0.0', private: true, type: 'module', ...manifest };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(named, null, 2));
}

/** An empty project with packages and the files of `consumer/` in it. */
export async function createProject(...packages: string[]): Promise<string> {
  const folder = emptyProject();
  cpSync(join(repository, 'test/package/consumer'), folder, { recursive: true });
  await npmInstall(folder, ...packages);
  return folder;
}

/** A project with the tarball and one version of its peers in it. */
export function createConsumer(tarball: string, tfjsVersion: string): Promise<string> {
  const peers = ['core', 'layers', 'backend-cpu', 'backend-wasm'];
  return createProject(tarball, ...peers.map((name) => `@tensorflow/tfjs-${name}@${tfjsVersion}`));
}

export function npmInstall(folder: string, ...packages: string[]): Promise<string> {
  return run(folder, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', ...packages);
}

/** Runs a command and returns what it prints; an exit code other than 0 throws with both outputs. */
export async function run(folder: string, command: string, ...args: string[]): Promise<string> {
  try {
    const running = execute(command, args, { cwd: folder, env: environment, maxBuffer: 2 ** 26 });
    // Nobody is there to answer a question.
    running.child.stdin?.end();
    return (await running).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(' ')} failed\n${stdout}\n${stderr}`);
  }
}

/** Runs a command of one of the repository's own dependencies. */
export function runTool(folder: string, name: string, ...args: string[]): Promise<string> {
  return run(folder, join(repository, 'node_modules/.bin', name), ...args);
}

/** Runs a file of a package that was installed, with Node, whatever the names of its commands. */
export function runInstalled(
  folder: string,
  tools: string,
  file: string,
  ...args: string[]
): Promise<string> {
  return run(folder, process.execPath, resolve(tools, 'node_modules', file), ...args);
}

/** What a script printed last: tfjs greets before it. */
export function lastLine(printed: string): string {
  return printed.trim().split('\n').at(-1)!;
}

/** The version of a package that the repository is developed with. */
export function developedWith(name: string): string {
  return JSON.parse(readFileSync(join(repository, 'node_modules', name, 'package.json'), 'utf8')).version;
}

// What npm tells the scripts it runs about this repository is not for the npm that runs in another project. With CI set,
// yarn and pnpm refuse to change a lockfile, as no user who adds a package wants.
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_(package|lifecycle|config_local)|CI$)/.test(name)),
);
