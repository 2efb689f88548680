import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { apiPages, imports } from './api/entries.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { version, repository } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

/** The repository that the site is built from: package.json's, or the one of the CI that builds it. */
const repositoryUrl: string | undefined =
  repository?.url?.replace(/^git\+|\.git$/g, '') ??
  (process.env.GITHUB_REPOSITORY && `https://github.com/${process.env.GITHUB_REPOSITORY}`);

/** What a link to a source says. */
export const sourceText = repositoryUrl ? 'Edit the source of this page' : 'The source of this page';

/** Where a file of the repository can be read: there, or where that is not known in the published package. */
export function sourceUrl(path: string): string {
  if (repositoryUrl) return `${repositoryUrl}/blob/main/${path}`;
  // The package has the sources compiled.
  const packed = path.replace(/^src\/(.*)\.ts$/, 'dist/$1.d.ts');
  return `https://cdn.jsdelivr.net/npm/mbib@${version}/${packed}`;
}

/** The file that a page is made from; that of the API, whose pages are made from comments, is the import's. */
export function sourceOf(page: string): string {
  const api = /^api\/(.*)\.md$/.exec(page)?.[1];
  if (api === undefined) return `docs/${page}`;
  const { name } = apiPages.find(({ file }) => file === api) ?? imports[0]!;
  return imports.find((one) => one.name === name)!.index;
}
