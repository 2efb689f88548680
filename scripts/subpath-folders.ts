import { mkdir, readFile, writeFile } from 'node:fs/promises';

/** The files of an entry, by how it is imported. */
interface Files {
  import: { types: string; default: string };
  require: { types: string; default: string };
}

/** What of a `package.json` this reads: where an entry has more in Node, that part stands under `node`. */
interface Manifest {
  exports: Record<string, (Files & { node?: Files }) | string>;
}

/**
 * Writes a folder for each subpath of `exports`, with a `package.json` that leads to the same files. Tools that do not read
 * `exports` find `mbib/training` by it: TypeScript's `node10`, Jest before 28 and Parcel as it comes. Bundlers
 * among them take `module`, what is left takes `main`.
 */
export async function writeSubpathFolders(): Promise<void> {
  const { exports }: Manifest = JSON.parse(await readFile('package.json', 'utf8'));
  for (const [subpath, files] of Object.entries(exports)) {
    if (subpath === '.' || typeof files === 'string') continue;
    await mkdir(subpath, { recursive: true });
    const outside = (file: string) => `../${file.slice('./'.length)}`;
    const { require } = files.node ?? files;
    const fallback = {
      main: outside(require.default),
      module: outside(files.import.default),
      types: outside(require.types),
    };
    await writeFile(`${subpath}/package.json`, `${JSON.stringify(fallback, null, 2)}\n`);
  }
}
