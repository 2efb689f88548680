import { posix } from 'node:path';

/** A page of the site: its path, '/learn/idea.html', and its HTML. */
export interface Page {
  path: string;
  html: string;
}

/** Links of the pages to a page, a file or an anchor of the site that there is not, each as 'page → target'. */
export function deadLinks(pages: Page[], exists: (path: string) => boolean): string[] {
  const anchors = new Map(pages.map(({ path, html }) => [path, idsOf(html)]));
  return pages.flatMap(({ path, html }) =>
    targetsOf(html)
      .filter((target) => !/^([a-z]+:|\/\/)/i.test(target))
      .filter((target) => !leadsSomewhere(target, path))
      .map((target) => `${path} → ${target}`),
  );

  function leadsSomewhere(target: string, from: string): boolean {
    const [written, anchor] = decodeURIComponent(target).split('#') as [string, string?];
    const path = written === '' ? from : posix.resolve(posix.dirname(from), written);
    const page = written.endsWith('/') ? posix.join(path, 'index.html') : path;
    if (!anchors.has(page)) return exists(page);
    return !anchor || anchors.get(page)!.has(anchor);
  }
}

function targetsOf(html: string): string[] {
  const attributes = html.matchAll(/<[a-z][^>]*?\s(?:href|src)="([^"]*)"/g);
  return [...new Set([...attributes].map(([, target]) => target!.replaceAll('&amp;', '&')))];
}

function idsOf(html: string): Set<string> {
  return new Set([...html.matchAll(/\s(?:id|name)="([^"]+)"/g)].map(([, id]) => id!));
}
