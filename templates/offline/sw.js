// Pages without a network. Before this stands what suluh knows: const SITE = {version, shell, words}.
//
// Pages: the network first, for a few seconds; then the copy kept here, with a notice that it is one and from when. Files whose name
// holds their fingerprint never change: the kept one first. Kept are the shell (styles, scripts, home), the last pages that were
// visited, and those that the reader asked to keep; nothing is fetched that nobody opened, and no more is kept than the limits below.
const WAIT = 4000, PAGES = 60, FILES = 240, BIGGEST = 400000;
const scope = self.registration.scope, name = kind => `suluh ${kind} ${scope}`;
const SHELL = name(`shell-${SITE.version}`), VISITED = name('pages'), KEPT = name('files'), PINNED = name('pins');
const STORED = 'x-suluh-stored', MISSING = '?tidak-tersimpan';
const fixed = url => /\.[0-9a-f]{10}(-\d+)?\.(css|js|webp|jpe?g|png)$/.test(url.pathname);

// The address that a page is kept under: without what follows it, and a folder for its index.html.
function key(address) {
  const url = new URL(address, scope);
  url.search = url.hash = '';
  url.pathname = url.pathname.replace(/(^|\/)index\.html$/, '$1');
  return url.href;
}

async function find(address) {
  for (const cache of [PINNED, VISITED, KEPT, SHELL]) {
    const found = await (await caches.open(cache)).match(key(address));
    if (found) return found;
  }
}

// With the moment at which it was stored.
async function put(cache, address, response) {
  const body = await response.arrayBuffer();
  if (body.byteLength > BIGGEST) return;
  const headers = new Headers(response.headers);
  headers.set(STORED, String(Date.now()));
  headers.delete('content-encoding');
  headers.delete('content-length');
  const store = await caches.open(cache);
  await store.delete(key(address)); // so that the newest stand last
  await store.put(key(address), new Response(body, {status: 200, headers}));
}

async function trim(cache, most) {
  const store = await caches.open(cache), keys = await store.keys();
  for (const old of keys.slice(0, Math.max(0, keys.length - most))) await store.delete(old);
}

// Styles, scripts and pictures that a page names; of a picture in several widths the one in <img>.
function partsOf(html, address) {
  const parts = new Set();
  for (const [, attribute] of html.matchAll(/<(?:link rel="stylesheet"|script|img)[^>]*? (?:href|src)="([^"]+)"/g)) {
    const url = new URL(attribute.replace(/&amp;/g, '&'), address);
    if (url.href.startsWith(scope)) parts.add(url.href);
  }
  return [...parts];
}

async function keepPage(cache, files, address, response) {
  const html = await response.clone().text();
  await put(cache, address, response);
  await Promise.all(partsOf(html, address).map(async part => {
    if (await find(part)) {
      if (files !== PINNED) return;
      return put(PINNED, part, await find(part));
    }
    const got = await fetch(part);
    if (got.ok) await put(files, part, got);
  }));
}

const isPage = response => response.ok && response.type === 'basic' && !response.redirected && /^text\/html/.test(response.headers.get('content-type') || '');

async function visited(address, response) {
  const pinned = await (await caches.open(PINNED)).match(key(address));
  await keepPage(pinned ? PINNED : VISITED, pinned ? PINNED : KEPT, address, response);
  await trim(VISITED, PAGES);
  await trim(KEPT, FILES);
}

const quiet = promise => promise.catch(() => { /* a full store, or the network went: the page was answered all the same */ });
const escape = text => text.replace(/[&<>"]/g, c => ({'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;'})[c]);

// A kept page says so, and from when it is.
async function withNotice(response, missing) {
  const html = await response.text(), lang = (html.match(/<html[^>]* lang="([^"]+)"/) || [])[1];
  const words = SITE.words[lang] || SITE.words[Object.keys(SITE.words)[0]];
  const when = new Date(+response.headers.get(STORED) || Date.now());
  let text = missing ? words.missing : words.stale;
  text = text.replace('{when}', when.toLocaleString(lang === 'en' ? 'en-GB' : 'id-ID', {dateStyle: 'long', timeStyle: 'short'}));
  const notice = `<aside class="alert alert-warning" id="site-offline" aria-label="${escape(words.label)}"><p>${escape(text)}</p></aside>`;
  const headers = new Headers(response.headers);
  headers.set('content-type', 'text/html; charset=utf-8');
  return new Response(html.replace(/<body[^>]*>/, body => body + notice), {status: 200, headers});
}

const after = ms => new Promise(done => setTimeout(done, ms));

async function page(event) {
  const address = event.request.url;
  const network = fetch(event.request).then(response => {
    if (isPage(response)) event.waitUntil(quiet(visited(address, response.clone())));
    return response;
  });
  event.waitUntil(quiet(network));
  const first = await Promise.race([network.catch(() => null), after(WAIT)]);
  if (first) return first;
  const kept = await find(address);
  if (kept && /^text\/html/.test(kept.headers.get('content-type') || '')) return withNotice(kept, new URL(address).search === MISSING);
  try { return await network; } catch (e) { /* no network and no copy */ }
  return await find(scope) ? Response.redirect(new URL(MISSING, scope), 302) : Response.error(); // its links are those of its place
}

// Without a network a picture is shown in whatever width is kept.
async function otherWidth(url) {
  const stem = url.href.replace(/-\d+\.(webp|jpe?g|png)$/, '-');
  if (stem === url.href) return;
  for (const cache of [PINNED, KEPT])
    for (const request of await (await caches.open(cache)).keys())
      if (request.url.startsWith(stem)) return (await caches.open(cache)).match(request);
}

async function file(event) {
  const address = event.request.url, url = new URL(address), kept = await find(address);
  if (kept && fixed(url)) return kept;
  try {
    const response = await fetch(event.request);
    if (response.ok && response.type === 'basic' && /\.(css|js|json|svg|png|webp|jpe?g)$/.test(url.pathname) && !/\/(og|unduh|cetak)\//.test(url.pathname))
      event.waitUntil(quiet(put(KEPT, address, response.clone()).then(() => trim(KEPT, FILES))));
    return response;
  } catch (e) {
    const other = kept || await otherWidth(url);
    if (other) return other;
    throw e;
  }
}

self.addEventListener('install', event => event.waitUntil((async () => {
  await Promise.all(SITE.shell.map(async path => {
    const response = await fetch(new URL(path, scope), {cache: 'no-cache'});
    if (!response.ok) throw new Error(path);
    await put(SHELL, new URL(path, scope), response);
  }));
  await self.skipWaiting();
})()));

// Files of an older shell stay for the kept pages that name them.
self.addEventListener('activate', event => event.waitUntil((async () => {
  for (const cache of await caches.keys()) {
    if (!cache.startsWith('suluh shell-') || !cache.endsWith(` ${scope}`) || cache === SHELL) continue;
    const old = await caches.open(cache), current = await caches.open(SHELL);
    for (const request of await old.keys())
      if (fixed(new URL(request.url)) && !await current.match(request)) await put(KEPT, request.url, await old.match(request));
    await caches.delete(cache);
  }
  await trim(KEPT, FILES);
  await self.clients.claim();
})()));

self.addEventListener('fetch', event => {
  const {request} = event;
  if (request.method !== 'GET' || !request.url.startsWith(scope) || request.headers.has('range')) return;
  if (request.mode === 'navigate') {
    if (!/\.(?!html$)[a-z0-9]+$/i.test(new URL(request.url).pathname)) event.respondWith(page(event));
  } else {
    event.respondWith(file(event));
  }
});

// {pin: address} keeps a page, {unpin: address} lets it go, {ask: address} asks; the answer is whether it is kept.
self.addEventListener('message', event => event.waitUntil((async () => {
  const {pin, unpin, ask} = event.data || {}, address = pin || unpin || ask, port = event.ports[0];
  if (!address || !port || !key(address).startsWith(scope)) return;
  try {
    const store = await caches.open(PINNED);
    if (unpin) await store.delete(key(unpin));
    if (pin) {
      const response = await fetch(pin, {cache: 'no-cache'});
      if (isPage(response)) await keepPage(PINNED, PINNED, pin, response);
    }
    port.postMessage(!!await store.match(key(address)));
  } catch (e) {
    port.postMessage(false);
  }
})()));
