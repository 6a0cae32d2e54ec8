// The site on a web server, in headless Chromium: `offline.mjs SITE` prints `ok - …` lines. Service worker (visited and kept pages without the
// server, an update, a slow server, limits), no scripts. The server is a real one on this machine:
// stopped, it is a network that is gone.
import { createRequire } from 'node:module';
import { cpSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';

const require = createRequire(path.join(process.env.SULUH_NPM, 'x.js'));
const { chromium } = require('playwright-core');
const [site] = process.argv.slice(2);
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const types = {'.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.png': 'image/png', '.webp': 'image/webp',
  '.jpg': 'image/jpeg', '.json': 'application/json', '.webmanifest': 'application/manifest+json', '.txt': 'text/plain; charset=utf-8'};

function ok(condition, what, detail = []) {
  console.log(`${condition ? '' : 'not '}ok - ${what}`);
  if (!condition) for (const line of [detail].flat().slice(0, 20)) console.log('#' + String(line).replace(/\s+/g, ' ').slice(0, 400));
}

// ---- the server ----

let server, port = 0, root = site, delay = 0;
const sockets = new Set();
function answer(request, response) {
  const address = decodeURIComponent(new URL(request.url, 'http://x').pathname);
  let file = path.join(root, address);
  if (existsSync(file) && statSync(file).isDirectory()) file = path.join(file, 'index.html');
  const many = /^\/banyak\/(\d+)\/$/.exec(address);
  const found = existsSync(file), body = many ? `<!DOCTYPE html><html lang="id"><title>${many[1]}</title><body>${many[1]}</body></html>` : readFileSync(found ? file : path.join(root, '404.html'));
  const headers = {'content-type': many ? types['.html'] : types[path.extname(found ? file : '.html')] || 'application/octet-stream', 'cache-control': 'no-cache'};
  setTimeout(() => response.writeHead(found || many ? 200 : 404, headers).end(body), address.endsWith('/') ? delay : 0);
}
async function start() {
  server = createServer(answer);
  server.on('connection', socket => { sockets.add(socket); socket.on('close', () => sockets.delete(socket)); });
  await new Promise(done => server.listen(port, '127.0.0.1', done));
  port = server.address().port;
}
async function stop() {
  for (const socket of sockets) socket.destroy();
  await new Promise(done => server.close(done));
}
const at = page => `http://127.0.0.1:${port}/${page}`;
const pages = readdirSync(site, {recursive: true}).filter(f => f.endsWith('.html') && !f.startsWith('unduh/')).sort();
const guides = pages.filter(f => readFileSync(path.join(site, f), 'utf8').includes('id="site-pin"')).map(f => f.replace('index.html', ''));
const [guide, other, third] = guides;

await start();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: flags });

// ---- without a network ----

const styled = page => page.evaluate(() => getComputedStyle(document.querySelector('.top')).backgroundColor !== 'rgba(0, 0, 0, 0)');
const notice = page => page.evaluate(() => document.getElementById('site-offline')?.textContent ?? '');
const title = page => page.evaluate(() => document.querySelector('h1')?.textContent ?? '');
async function controlled(page) {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller || new Promise(done => { navigator.serviceWorker.oncontrollerchange = done; })));
}
const kept = (page, kind) => page.evaluate(async kind => {
  const name = (await caches.keys()).find(n => n.startsWith(`suluh ${kind}`));
  return name ? (await (await caches.open(name)).keys()).map(r => r.url) : [];
}, kind);
async function until(test, ms = 60000) {
  for (const end = Date.now() + ms; Date.now() < end;) {
    if (await test()) return true;
    await new Promise(done => setTimeout(done, 50));
  }
  return false;
}

async function withoutNetwork() {
  const context = await browser.newContext({viewport: {width: 360, height: 640}}), words = [];
  const page = await context.newPage();
  page.setDefaultTimeout(120000);
  page.on('pageerror', e => words.push(String(e)));
  await page.goto(at(''));
  await controlled(page);
  await page.goto(at(guide));
  const name = await title(page);
  ok(await notice(page) === '', 'with a network nothing is said of copies');
  ok(await until(async () => (await kept(page, 'pages')).includes(at(guide))), 'a visited page is kept', await kept(page, 'pages'));
  ok(await page.evaluate(() => document.querySelector('link[rel=manifest]')?.href.endsWith('manifest.webmanifest')), 'the manifest is named');

  await stop();
  await page.goto(at(guide));
  ok(await title(page) === name && await styled(page), 'a visited guide can be read without the server, with its style', [await title(page)]);
  ok(/\d{4}/.test(await notice(page)), 'and says that it is a copy, and from when', [await notice(page)]);
  await page.goto(at(guide + 'index.html'));
  ok(await title(page) === name, 'also by its other address');
  await page.goto(at(third));
  ok((await notice(page)).length > 40 && page.url().startsWith(at('?')) && await styled(page), 'a page that is not kept is said to be missing, on the home page', [await notice(page), page.url()]);
  await page.goto(at(''));
  ok(await styled(page), 'the home page is there');

  await start();
  await page.goto(at(other));
  const pin = page.locator('#site-pin');
  await pin.waitFor({state: 'visible'});
  await pin.click();
  ok(await until(async () => await pin.getAttribute('aria-pressed') === 'true'), 'the button keeps a guide');
  ok((await kept(page, 'pins')).includes(at(other)), 'it is among the kept ones');
  ok((await kept(page, 'pins')).some(u => u.endsWith('.css')), 'with its style');
  await fill(page);
  await stop();
  await page.goto(at(other));
  ok(await styled(page) && (await notice(page)) !== '', 'a guide that was asked for stays when many pages were visited');
  ok(await page.locator('#site-pin').getAttribute('aria-pressed') === 'true', 'and the button knows');
  await page.locator('#site-pin').click();
  ok(await until(async () => await page.locator('#site-pin').getAttribute('aria-pressed') === 'false'), 'the button lets it go');
  await start();
  ok(words.length === 0, 'no script failed', words);
  await update(context, page);
  await slow(page);
  await context.close();
}

// No more than 60 pages are kept.
async function fill(page) {
  for (let i = 0; i < 66; i++) await page.goto(at(`banyak/${i}/`));
  await until(async () => (await kept(page, 'pages')).includes(at('banyak/65/')));
  const list = await kept(page, 'pages');
  ok(list.length <= 60 && list.length > 50 && list.includes(at('banyak/65/')) && !list.includes(at('banyak/0/')), 'at most 60 visited pages are kept, the newest', [list.length]);
}

// A new version of the site: another style, another worker. Pages of the old one that were kept keep their style.
async function update(context, page) {
  const next = mkdtempSync(path.join(os.tmpdir(), 'suluh-next-'));
  await page.goto(at(guide));
  await until(async () => (await kept(page, 'pages')).includes(at(guide)));
  cpSync(site, next, {recursive: true});
  const style = readdirSync(next).find(f => /^style\.[0-9a-f]{10}\.css$/.test(f)), renamed = 'style.0123456789.css';
  renameSync(path.join(next, style), path.join(next, renamed));
  for (const file of [...pages, 'sw.js']) {
    const text = readFileSync(path.join(next, file), 'utf8').replaceAll(style, renamed).replace(/version:"[0-9a-f]+"/, 'version:"ffffffffff"');
    writeFileSync(path.join(next, file), file === other + 'index.html' ? text.replace(/<h1[^>]*>/, '$&Baru: ') : text);
  }
  root = next;
  await page.goto(at(other));
  ok((await title(page)).startsWith('Baru: '), 'a changed page is seen at once');
  ok(await until(() => page.evaluate(async () => (await caches.keys()).some(n => n.includes('shell-ffffffffff')) && !(await caches.keys()).some(n => n.includes('shell-') && !n.includes('ffffffffff')))), 'a new worker takes over and clears up');
  await stop();
  await page.goto(at(guide));
  ok(await styled(page) && (await page.content()).includes(style), 'a page kept from before keeps the style that it names');
  await page.goto(at(other));
  ok(await styled(page) && (await title(page)).startsWith('Baru: '), 'and a new one has the new');
  await start();
  root = site;
  rmSync(next, {recursive: true});
}

async function slow(page) {
  await page.goto(at(guide));
  await until(async () => (await kept(page, 'pages')).includes(at(guide)));
  delay = 40000;
  const from = Date.now();
  await page.goto(at(guide));
  const took = Date.now() - from;
  ok(took < 30000 && (await notice(page)) !== '', 'a slow server is waited for a few seconds, then the copy is shown and says so', [took]);
  delay = 0;
}

// ---- without scripts ----

async function withoutScripts() {
  const context = await browser.newContext({javaScriptEnabled: false, viewport: {width: 360, height: 640}});
  const page = await context.newPage();
  await page.goto(at(guide));
  ok(await page.locator('#site-share').isVisible() && !await page.locator('#site-pin').isVisible() && !await page.locator('#site-link').isVisible(), 'without scripts the links are there, the buttons are not');
  const href = await page.locator('a[href*="wa.me"]').first().getAttribute('href');
  ok(/^https:\/\/wa\.me\/\?text=[^ ]+%0Ahttps%3A%2F%2F/.test(href), 'sharing is a plain link', [href]);
  await context.close();
}

// ---- files ----

// Compressed files hold what stands beside them.
function compressed() {
  const files = readdirSync(site, {recursive: true}).filter(f => /\.(gz|br)$/.test(f));
  const wrong = files.filter(f => {
    const packed = readFileSync(path.join(site, f)), plain = readFileSync(path.join(site, f.replace(/\.(gz|br)$/, '')));
    return packed.length >= plain.length || !(f.endsWith('.gz') ? zlib.gunzipSync(packed) : zlib.brotliDecompressSync(packed)).equals(plain);
  });
  ok(wrong.length === 0, `${files.length} compressed files hold what stands beside them`, wrong);
}

compressed();
await withoutScripts();
if (guides.length >= 3 && existsSync(path.join(site, 'sw.js'))) await withoutNetwork();
await browser.close();
await stop();
console.log('done');
process.exit(); // a slow server's answers may still be on their way
