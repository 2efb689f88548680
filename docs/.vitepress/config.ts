import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { extendMarkdown } from './markdown';
import { writeMessages } from './messages/write';
import { sidebar } from './pages';
import { sourceOf, sourceText, sourceUrl } from './sources';

// What docs/errors.md includes.
const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
writeMessages(file('../../'), file('cache/messages.md'));

export default defineConfig({
  title: 'mbib',
  description: 'Losses and heads for TensorFlow.js that learn the rare classes too.',
  // Where the site is served from, with a slash at both ends.
  base: process.env.SITE_BASE ?? '/',
  rewrites: { 'methods/README.md': 'methods/index.md' },
  // Anchors as on GitHub, where the pages are read as well.
  markdown: {
    config: extendMarkdown,
    anchor: { slugify: githubAnchor },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  // The index of the search.
  vite: { build: { chunkSizeWarningLimit: 2000 } },
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  // Made after the pages: the playground, by Vite on its own.
  ignoreDeadLinks: [/playground\/index/],
  transformPageData: ({ filePath, frontmatter }) => {
    frontmatter.source = sourceUrl(sourceOf(filePath));
  },
  themeConfig: {
    nav: [
      { text: 'Learn', link: '/learn/long-tail', activeMatch: '/learn/' },
      { text: 'Guides', link: '/losses' },
      { text: 'Methods', link: '/methods/', activeMatch: '/methods/' },
      { text: 'API', link: '/api/', activeMatch: '/api/' },
      { text: 'FAQ', link: '/faq' },
      { text: 'Playground', link: '/playground/index.html', target: '_self' },
    ],
    sidebar: sidebar(),
    outline: { level: [2, 3] },
    search: { provider: 'local', options: { detailedView: true } },
    // Runs in the page, which knows nothing of this file.
    editLink: { text: sourceText, pattern: ({ frontmatter }) => frontmatter.source },
    docFooter: { prev: 'Before', next: 'Next' },
  },
});

function githubAnchor(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
}
