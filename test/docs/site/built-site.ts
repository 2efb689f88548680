import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Where `npm run docs` builds the site. */
export const siteFolder = join(root, 'docs/.vitepress/dist');

/** Builds the site where `npm run docs` has not, or where a page or its set-up has changed since. The playground is left out. */
export async function buildSite(): Promise<void> {
  const run = (tool: string, ...args: string[]) =>
    promisify(execFile)(join(root, 'node_modules/.bin', tool), args, { cwd: root, maxBuffer: 2 ** 26 });
  if (!existsSync(join(root, 'docs/api/index.md'))) await run('typedoc');
  const built = join(siteFolder, 'index.html');
  if (existsSync(built) && statSync(built).mtimeMs > newest(join(root, 'docs'))) return;
  await run('vitepress', 'build', 'docs');
}

/** When the youngest file of a folder was written, what is made there left out. */
function newest(folder: string): number {
  const made = /(^|\/)(dist|cache|\.temp|api)$/;
  return Math.max(
    ...readdirSync(folder, { withFileTypes: true }).map((entry) => {
      const path = join(folder, entry.name);
      if (!entry.isDirectory()) return statSync(path).mtimeMs;
      return made.test(path) && !path.endsWith('.vitepress/api') ? 0 : newest(path);
    }),
  );
}

/** The paths of the site's pages, '/learn/idea.html', without the playground, which is a program of its own. */
export function sitePages(): string[] {
  return readdirSync(siteFolder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html') && !/^(playground\/|404)/.test(name))
    .map((name) => `/${name}`)
    .sort();
}

export function pageText(page: string): string {
  return readFileSync(siteFolder + page, 'utf8');
}

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** Serves the site, and returns the server and its address. */
export async function serveSite(): Promise<{ server: Server; address: string }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://site.test');
    const path = join(siteFolder, decodeURIComponent(pathname.replace(/\/$/, '/index.html')));
    if (!existsSync(path)) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' });
    response.end(readFileSync(path));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
