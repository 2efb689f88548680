// Keeps the page in the browser, so that it opens without a network after the first visit. The build (build/offline.ts) puts the names of its
// files in, so that every build has a service worker of its own, which the browser finds to be new.

/** What is used here of the scope of a service worker, whose types cannot stand beside those of a page. */
interface ServiceWorkerScope {
  registration: { scope: string };
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(
    type: 'install' | 'activate' | 'message',
    listener: (event: { waitUntil(work: Promise<unknown>): void }) => void,
  ): void;
  addEventListener(
    type: 'fetch',
    listener: (event: { request: Request; respondWith(response: Promise<Response>): void }) => void,
  ): void;
}

/** Every file of the build but the largest ones, relative to the page. */
declare const BUILT_FILES: readonly string[];
/** A hash of the build. */
declare const BUILD_VERSION: string;

const worker = self as unknown as ServiceWorkerScope;
const { scope } = worker.registration;

/** The caches of all builds of the page in this folder begin like this; other pages of the server have others. */
const prefix = `mbib-playground ${scope} `;
const cacheName = prefix + BUILD_VERSION;
const page = new URL('index.html', scope).href;

/** A file is the same whatever the request's headers, also where the server says that they vary: a page loads its scripts with other ones. */
const anyHeaders = { ignoreVary: true };

/** A network that takes longer counts as none. */
const patience = 4_000;

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));
worker.addEventListener('message', (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(scope)) return;
  event.respondWith(request.mode === 'navigate' ? openPage(request) : file(request));
});

async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  const urls = BUILT_FILES.map((name) => new URL(name, scope).href);
  // Names of files have a hash of their content, so that what an earlier build has kept under the same name is the same.
  await Promise.all(
    urls.map(async (url) => {
      const kept = url === page ? undefined : await caches.match(url, anyHeaders);
      if (kept) await cache.put(url, kept);
      else await cache.add(new Request(url, { cache: url === page ? 'reload' : 'default' }));
    }),
  );
  await worker.skipWaiting();
}

/** Removes what earlier builds have kept, besides the last one: a page of it may be open and load another part of itself. */
async function activate(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== cacheName);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** The page as the server has it now; without a network, as it was kept. */
async function openPage(request: Request): Promise<Response> {
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(patience) });
    if (response.ok) return response;
  } catch {
    // There is no network.
  }
  return (await (await caches.open(cacheName)).match(page, anyHeaders)) ?? fetch(request);
}

/** A file as it was kept; one that was not is kept from now on. */
async function file(request: Request): Promise<Response> {
  const kept = await caches.match(request, anyHeaders);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok && response.type === 'basic' && response.status === 200) {
    await (await caches.open(cacheName)).put(request, response.clone()).catch(() => {
      // There is no room: the page works as long as there is a network.
    });
  }
  return response;
}
