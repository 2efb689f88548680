import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, runInstalled } from '../consumer';
import type { Row } from './matrix';

/** The packages of the package managers beside npm. Newer ones of pnpm ask for a newer Node than the oldest we run on. */
export const managerPackages = ['pnpm@10.34.8', 'yarn@1.22.22', '@yarnpkg/cli-dist@4.18.1'];

export interface Manager {
  /** What it calls its lockfile. */
  lockfile: string;
  /** Installs what the project lists. */
  install(): Promise<unknown>;
  /** Writes the lockfile, and may install as well. */
  lock(): Promise<unknown>;
  /** Adds a tarball as a user would. */
  add(tarball: string): Promise<unknown>;
}

/**
 * A package manager as it comes.
 *
 * @param tools folder where `managerPackages` are installed
 * @param project folder of the project
 */
export function managerOf(name: Row['manager'], tools: string, project: string): Manager {
  // Two yarns at a time spoil their cache, so that they wait for one another.
  const yarnCache = [
    '--cache-folder',
    join(tools, 'cache-yarn'),
    '--mutex',
    `file:${join(tools, 'yarn-mutex')}`,
  ];
  switch (name) {
    case 'npm': {
      const npm = (...words: string[]) => run(project, 'npm', ...words, '--prefer-offline');
      return {
        lockfile: 'package-lock.json',
        install: () => npm('install'),
        lock: () => npm('install', '--package-lock-only'),
        add: (tarball) => npm('install', tarball),
      };
    }
    case 'pnpm': {
      const pnpm = (...words: string[]) =>
        runInstalled(project, tools, 'pnpm/bin/pnpm.cjs', ...words, '--prefer-offline');
      return {
        lockfile: 'pnpm-lock.yaml',
        install: () => pnpm('install'),
        lock: () => pnpm('install', '--lockfile-only'),
        add: (tarball) => pnpm('add', tarball),
      };
    }
    case 'yarn classic': {
      const yarn = (...words: string[]) =>
        runInstalled(project, tools, 'yarn/bin/yarn.js', ...words, '--non-interactive', ...yarnCache);
      return {
        lockfile: 'yarn.lock',
        // Without --prefer-offline, by which a range is whatever other projects have left in the cache.
        install: () => yarn('install'),
        lock: () => yarn('install'),
        add: (tarball) => yarn('add', tarball),
      };
    }
    case 'yarn berry': {
      const yarn = (...words: string[]) =>
        runInstalled(project, tools, '@yarnpkg/cli-dist/bin/yarn.js', ...words);
      const settings = ['nodeLinker: node-modules', 'enableTelemetry: false', `globalFolder: ${tools}/berry`];
      writeFileSync(join(project, '.yarnrc.yml'), `${settings.join('\n')}\n`);
      return {
        lockfile: 'yarn.lock',
        install: () => yarn('install'),
        lock: () => yarn('install', '--mode=update-lockfile'),
        add: (tarball) => yarn('add', `mbib@file:${tarball}`),
      };
    }
  }
}

/** Makes an exact version a range in package.json and in the lockfile, which goes on holding the exact one. */
export function widenRange(project: string, lockfile: string, version: string): void {
  for (const file of ['package.json', lockfile]) {
    const path = join(project, file);
    const text = readFileSync(path, 'utf8');
    // Yarn's key, `"@tensorflow/tfjs@4.0.0"`, and what others have: `"@tensorflow/tfjs": "4.0.0"` and `specifier: 4.0.0`.
    const exact = version.replaceAll('.', '\\.');
    const key = '(?<!resolution: )"@tensorflow/tfjs@(?:npm:)?|"@tensorflow/tfjs": "(?:npm:)?|specifier: ';
    const asked = new RegExp(`(${key})(?=${exact}\\b)`, 'g');
    writeFileSync(path, text.replace(asked, '$1^'));
  }
}
