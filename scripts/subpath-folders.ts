import { mkdir, readFile, writeFile } from 'node:fs/promises';

/** What of a `package.json` this reads: the files of each entry by how it is imported. */
interface Manifest {
  exports: Record<string, Record<'import' | 'require', { types: string; default: string }> | string>;
}

/**
 * Writes a folder for each subpath of `exports`, with a `package.json` that leads to the same files. Tools that do not read
 * `exports` find `mbib/training` by it: TypeScript's `node10`, webpack 4, Jest before 28 and Parcel as it comes.
 */
export async function writeSubpathFolders(): Promise<void> {
  const { exports }: Manifest = JSON.parse(await readFile('package.json', 'utf8'));
  for (const [subpath, files] of Object.entries(exports)) {
    if (subpath === '.' || typeof files === 'string') continue;
    await mkdir(subpath, { recursive: true });
    const outside = (file: string) => `../${file.slice('./'.length)}`;
    const fallback = {
      main: outside(files.require.default),
      module: outside(files.import.default),
      types: outside(files.require.types),
    };
    await writeFile(`${subpath}/package.json`, `${JSON.stringify(fallback, null, 2)}\n`);
  }
}
