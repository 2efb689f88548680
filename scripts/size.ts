// Prints how many bytes, minified and gzipped, an import adds to a bundle that has tfjs already, beside what sizes.json has
// recorded; `--record` records them. Fails above a limit, and where one has grown by more than 3 % over the record.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

interface Import {
  name: string;
  code: string;
  /** In bytes, as `bytes`. */
  limit: number;
  bytes: number;
}

const mostGrowth = 0.03;
const file = new URL('../sizes.json', import.meta.url);
const record = process.argv.includes('--record');
/** Where the built package is. */
const folder = resolve(process.argv.slice(2).find((word) => !word.startsWith('--')) ?? '.');

const imports: Import[] = JSON.parse(readFileSync(file, 'utf8'));
const faults = subpaths()
  .filter((subpath) => !imports.some(({ code }) => code.includes(`'${subpath}'`)))
  .map((subpath) => `${subpath} has no limit in sizes.json.`);
for (const recorded of imports) {
  const bytes = await size(recorded.code);
  const growth = bytes / recorded.bytes - 1;
  const difference = `${bytes - recorded.bytes >= 0 ? '+' : ''}${bytes - recorded.bytes} B (${(100 * growth).toFixed(1)} %)`;
  console.log(
    `${recorded.name.padEnd(24)} ${String(bytes).padStart(6)} B of ${recorded.limit} B, ${difference} since the record`,
  );
  if (bytes > recorded.limit) faults.push(`${recorded.name} is above its limit.`);
  if (growth > mostGrowth && !record) {
    const more = `${recorded.name} has grown by ${(100 * growth).toFixed(1)} %.`;
    faults.push(`${more} Say in CHANGELOG.md for what, then: npm run size -- --record`);
  }
  recorded.bytes = bytes;
}
if (record) writeFileSync(file, `${JSON.stringify(imports, null, 2)}\n`);
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;

/** The modules that `exports` lets a user import; files with an ending of their own, and those of `models`, are data. */
function subpaths(): string[] {
  const { exports } = JSON.parse(readFileSync(resolve(folder, 'package.json'), 'utf8'));
  return Object.keys(exports)
    .filter((subpath) => !/\.\w+$|\*$/.test(subpath))
    .map((subpath) => subpath.replace('.', 'mbib'));
}

async function size(code: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: folder },
    alias: { mbib: folder },
    external: ['@tensorflow/*', 'node:*'],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  });
  return gzipSync(outputFiles[0]!.contents, { level: 9 }).length;
}
