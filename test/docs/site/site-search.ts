import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { siteFolder } from './built-site';

/** What a search found: a section's address, and the headings above it. */
export interface Found {
  id: string;
  title: string;
  titles: string[];
}

/** The search of the built site, with its own index and the options of VitePress's search box. */
export async function siteSearch(): Promise<(words: string) => Found[]> {
  const chunks = join(siteFolder, 'assets/chunks');
  const name = readdirSync(chunks).find((file) => file.startsWith('@localSearchIndexroot'))!;
  const { default: index } = await import(/* @vite-ignore */ join(chunks, name));
  // VitePress's own copy of the package.
  const MiniSearch = createRequire(import.meta.resolve('vitepress'))('minisearch');
  const search = MiniSearch.loadJSON(index, {
    fields: ['title', 'titles', 'text'],
    storeFields: ['title', 'titles'],
    searchOptions: { fuzzy: 0.2, prefix: true, boost: { title: 4, text: 2, titles: 1 } },
  });
  return (words) => search.search(words);
}
