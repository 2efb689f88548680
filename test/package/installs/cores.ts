import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** The versions of all copies of tfjs-core below a folder; a link to a copy is no other copy. */
export function coresIn(folder: string): string[] {
  const copies = new Set<string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.name !== 'tfjs-core' || !entry.parentPath.endsWith('node_modules/@tensorflow')) continue;
    const copy = realpathSync(join(entry.parentPath, entry.name));
    if (existsSync(join(copy, 'package.json'))) copies.add(copy);
  }
  return [...copies].map((copy) => JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8')).version);
}
