import { createRequire } from 'node:module';
import { join } from 'node:path';
import { version_core } from '@tensorflow/tfjs-core';

/** Versions of tfjs that never got the backend. */
const unpublished: Record<string, string[]> = {
  '@tensorflow/tfjs-backend-wasm': ['4.7.0', '4.18.0'],
  '@tensorflow/tfjs-backend-webgpu': ['4.0.0', '4.1.0', '4.2.0', '4.3.0', '4.4.0', '4.5.0', '4.9.0'],
};
/** A version that has all of them. */
const COMPLETE = '4.22.0';

/**
 * The command that installs packages into the user's project, with the package manager that started this process. A backend
 * asks for one exact version of tfjs, so packages of tfjs get the version that is in use.
 *
 * @param tfjs the version of tfjs in use
 */
export function installCommand(names: readonly string[], tfjs: string = version_core): string {
  const add = packageManagerAdd();
  if (!names.some((name) => unpublished[name]?.includes(tfjs))) return `${add} ${atVersion(names, tfjs)}`;
  // Where a backend is missing at this version, tfjs itself has to move.
  const moved = atVersion(tfjsPackages(), COMPLETE);
  const packages = atVersion(names, COMPLETE);
  // npm keeps a copy of the old version for mbib until it is told to dedupe, and refuses the backend beside it.
  return add === 'npm install'
    ? `${add} ${moved} && npm dedupe && ${add} ${packages}`
    : `${add} ${moved} ${packages}`;
}

/** Packages as a package manager takes them, those of tfjs at a version. */
function atVersion(names: readonly string[], version: string): string {
  return names.map((name) => (name.startsWith('@tensorflow/') ? `${name}@${version}` : name)).join(' ');
}

/** The packages through which the project has tfjs: the union, or its parts. */
function tfjsPackages(): string[] {
  return resolveInProject('@tensorflow/tfjs')
    ? ['@tensorflow/tfjs']
    : ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers'];
}

/** Where a package of the project in the working directory lies; undefined where it has none of that name. */
export function resolveInProject(name: string): string | undefined {
  try {
    return createRequire(join(process.cwd(), 'package.json')).resolve(name);
  } catch {
    return undefined;
  }
}

function packageManagerAdd(): string {
  const name = process.env.npm_config_user_agent?.split('/')[0];
  return name === 'pnpm' || name === 'yarn' ? `${name} add` : 'npm install';
}
