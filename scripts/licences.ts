import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Metafile } from 'esbuild';
import type { Options } from 'tsup';

/**
 * Writes the licences of the packages whose code a bundle holds, as those ask, to `dist/licences/<bundle>.txt`.
 *
 * @throws where one of them comes without the text of its licence
 */
export function licencesOf(bundle: string): NonNullable<Options['esbuildPlugins']>[number] {
  return {
    name: 'licences of what is bundled',
    setup({ initialOptions, onEnd }) {
      initialOptions.metafile = true;
      onEnd(async ({ metafile }) => {
        const folders = filesIn(metafile).map(packageFolder);
        const sections = [...new Set(folders)].filter((folder) => folder !== undefined).map(section);
        await mkdir('dist/licences', { recursive: true });
        await writeFile(`dist/licences/${bundle}.txt`, sections.sort().join(`\n${'-'.repeat(80)}\n\n`));
      });
    },
  };
}

/** The files of which a bundle holds at least a byte: not those that were read and left out. */
function filesIn(metafile: Metafile | undefined): string[] {
  const parts = Object.values(metafile?.outputs ?? {}).flatMap(({ inputs }) => Object.entries(inputs));
  return parts.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file);
}

/** The folder of the package that a bundled file is from; undefined for files of our own. */
function packageFolder(file: string): string | undefined {
  if (!file.includes('node_modules/')) return undefined;
  let folder = dirname(file);
  // Folders inside a package have a package.json, too, but no name in it.
  while (!('name' in manifest(folder))) folder = dirname(folder);
  return folder;
}

function manifest(folder: string): { name?: string; version?: string; license?: string } {
  const file = join(folder, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

function section(folder: string): string {
  const { name, version, license } = manifest(folder);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name}, which is bundled, has no file with its licence in ${folder}`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}
