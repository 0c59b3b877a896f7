/**
 * `sw.js`: after one visit the site works offline. It keeps the files that `assets.json` lists, all of one version, and answers from
 * them; nothing else is touched. A new version waits until no page of the old one is open, so that files of two versions never meet.
 */

/** Put in by the build; with it a new build is a new service worker. */
declare const ACEQUIA_VERSION: string;

interface Assets {
  readonly version: string;
  /** Needed to open the page. */
  readonly core: readonly string[];
  /** Needed later: engines, data. */
  readonly later: readonly string[];
}

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Fetching extends Extendable {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

const scope = self as unknown as EventTarget & {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
};

const PREFIX = 'acequia ';
const NAME = `${PREFIX}${ACEQUIA_VERSION}`;
const root = new URL(scope.registration.scope);

const LIST = new URL('assets.json', root).href;

/** The list of this version, as it was when it was installed. */
async function assets(cache: Cache): Promise<Assets> {
  const kept = await cache.match(LIST);
  if (kept !== undefined) return (await kept.json()) as Assets;
  const response = await fetch(LIST, { cache: 'no-store' });
  if (!response.ok) throw new Error(`assets.json: HTTP ${response.status}`);
  await cache.put(LIST, response.clone());
  return (await response.json()) as Assets;
}

async function keep(cache: Cache, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const address = new URL(name, root).href;
    if ((await cache.match(address)) !== undefined) continue;
    // Asked of the host, or the browser's own cache might give the version before.
    const response = await fetch(address, { cache: 'no-cache' });
    if (!response.ok) throw new Error(`${name}: HTTP ${response.status}`);
    await cache.put(address, response);
  }
}

scope.addEventListener('install', (event) => {
  const install = async () => {
    const cache = await caches.open(NAME);
    await keep(cache, (await assets(cache)).core);
  };
  (event as Extendable).waitUntil(install());
});

scope.addEventListener('activate', (event) => {
  const activate = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith(PREFIX) && name !== NAME) await caches.delete(name);
    }
    await scope.clients.claim();
  };
  (event as Extendable).waitUntil(activate());
});

// The page says when it is idle: then the engines come too, since the first visit may be the only one with a network. Not while activating, which
// would hold up every page.
scope.addEventListener('message', (event) => {
  const rest = async () => {
    const cache = await caches.open(NAME);
    await keep(cache, (await assets(cache)).later);
  };
  // What fails is fetched when it is asked for.
  (event as Extendable).waitUntil(rest().catch(() => undefined));
});

scope.addEventListener('fetch', (event) => {
  const { request } = event as Fetching;
  const address = new URL(request.url);
  if (request.method !== 'GET' || address.origin !== root.origin || !address.pathname.startsWith(root.pathname)) return;
  (event as Fetching).respondWith(answer(request, address));
});

async function answer(request: Request, address: URL): Promise<Response> {
  address.search = '';
  address.hash = '';
  if (address.pathname.endsWith('/index.html')) address.pathname = address.pathname.slice(0, -'index.html'.length);
  const cache = await caches.open(NAME);
  const kept = await cache.match(address.href, { ignoreVary: true });
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  const { later } = await assets(cache).catch(() => ({ later: [] as string[] }));
  if (response.status === 200 && later.some((name) => new URL(name, root).href === address.href)) {
    await cache.put(address.href, response.clone());
  }
  return response;
}
