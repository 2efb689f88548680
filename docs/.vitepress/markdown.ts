import { readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MarkdownRenderer } from 'vitepress';
import { sourceUrl } from './sources';

const docs = fileURLToPath(new URL('../', import.meta.url));

/**
 * The pages are read on GitHub and in the package as well, so they link to files, and their figures are images. Here a link to a
 * file that is no page leads to its source, and a figure is part of the page, so that it has the page's colours.
 */
export function extendMarkdown(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('links-to-files', (state) => {
    for (const { children } of state.tokens) {
      for (const token of children ?? []) {
        const href = token.type === 'link_open' ? token.attrGet('href') : null;
        if (href) token.attrSet('href', target(href, state.env.relativePath ?? ''));
      }
    }
  });
  // A header without a word is none: readers of the screen would be told of one.
  markdown.core.ruler.push('empty-headers', ({ tokens }) => {
    for (const [i, token] of tokens.entries()) {
      if (token.type !== 'th_open' || tokens[i + 1]?.content !== '') continue;
      token.tag = 'td';
      tokens[i + 2]!.tag = 'td';
    }
  });
  const image = markdown.renderer.rules.image!;
  markdown.renderer.rules.image = (tokens, index, options, env, self) => {
    const token = tokens[index]!;
    const source = token.attrGet('src') ?? '';
    if (!/^[^:]*\.svg$/.test(source)) return image(tokens, index, options, env, self);
    const path = join(docs, dirname(env.relativePath), source);
    return figure(readFileSync(path, 'utf8'), markdown.utils.escapeHtml(token.content));
  };
}

/** Where a link of a page of docs/ leads on the site. */
function target(href: string, page: string): string {
  if (/^([a-z]+:|#|\/)/.test(href)) return href;
  const [path, anchor] = href.split('#') as [string, string?];
  const file = posix.normalize(posix.join('docs', posix.dirname(page), path));
  if (file === 'README.md') return '/';
  if (!file.startsWith('docs/')) return sourceUrl(file);
  const renamed = path.replace(/(^|\/)README\.md$/, '$1index.md');
  return anchor === undefined ? renamed : `${renamed}#${anchor}`;
}

/** An SVG as part of the page, without the colours that it has when it is an image. */
function figure(svg: string, description: string): string {
  const drawing = svg
    .replace(/<\?xml[^>]*>|<style>[\s\S]*?<\/style>|<title>[\s\S]*?<\/title>/g, '')
    .replace('<svg', `<svg role="img" aria-label="${description}"`)
    .replaceAll('\n', '');
  return `<span class="figure" tabindex="0" v-pre>${drawing}</span>`;
}
