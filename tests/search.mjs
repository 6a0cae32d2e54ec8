// Searches in headless Chromium: node search.mjs SITE CASES.json [http] [on]. With "on" a case is typed where the one before stood, as people
// do, else on a page loaded anew. A case: {q, want: part of an address that must be among the first results,
// first: it must be the first one, none: nothing may be found, answer: words of the answer card, folder: that of the search page, other:
// the link to the search in another language}. `ok - …` lines; at the end the bytes
// of the largest first result, as files and as gzip sends them.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { createServer } from 'node:http';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import path from 'node:path';

const require = createRequire(path.join(process.env.SULUH_NPM, 'x.js'));
const { chromium } = require('playwright-core');
const [site, list, ...modes] = process.argv.slice(2), mode = modes.includes('http') ? 'http' : '', on = modes.includes('on');
const cases = JSON.parse(readFileSync(list, 'utf8'));
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--allow-file-access-from-files'];
const ok = (condition, what, detail = '') => console.log(`${condition ? '' : 'not '}ok - ${what}${condition || !detail ? '' : `\n#${String(detail).replace(/\s+/g, ' ').slice(0, 400)}`}`);

let address = pathToFileURL(site).href, server;
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
if (mode === 'http') {
  server = createServer((request, response) => {
    const file = path.join(site, decodeURIComponent(new URL(request.url, 'http://x').pathname));
    if (!existsSync(file) || !statSync(file).isFile()) { response.writeHead(404); response.end(); return; }
    response.writeHead(200, { 'Content-Type': types[path.extname(file)] || 'application/octet-stream' });
    response.end(readFileSync(file));
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  address = `http://127.0.0.1:${server.address().port}`;
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: flags });
const context = await browser.newContext({ serviceWorkers: 'block' });
const page = await context.newPage();
await page.setViewportSize({ width: 1280, height: 3000 }); // a page's text is loaded when its place comes into view
const words = [];
let files = [];
page.on('console', m => { if ((m.type() === 'error' || m.type() === 'warning') && !m.text().includes('Service Worker registration blocked')) words.push(m.text()); });
page.on('pageerror', e => words.push(String(e)));
page.on('dialog', d => { words.push(`dialog: ${d.message()}`); d.dismiss(); });
page.on('request', r => { if (r.resourceType() === 'script') files.push(path.join(site, decodeURIComponent(new URL(r.url()).pathname).replace(mode === 'http' ? /^\// : site, '').replace(site, ''))); });

// What is there when the first result shows: the script, the index's parts and that result.
const largest = { files: 0, gzip: 0 };
const sizes = new Map();
function size(file) {
  if (!sizes.has(file)) { const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0); sizes.set(file, [bytes.length, gzipSync(bytes, { level: 9 }).length]); }
  return sizes.get(file);
}
async function fresh(q, folder = 'cari') {
  files = [];
  if (!on || !page.url().includes('/cari/')) await page.goto(`${address}/${folder}/index.html`, { waitUntil: 'load' });
  else {
    await page.fill('#site-q', '');
    await page.press('#site-q', 'Enter');
    await page.waitForFunction(() => !document.querySelector('#site-found li') && !/\S/.test(document.querySelector('#site-status').textContent), null, { timeout: 15000 });
  }
  await page.fill('#site-q', q);
  await page.waitForFunction(() => document.querySelector('#site-found li a') || /\S/.test(document.querySelector('#site-status').textContent), null, { timeout: 15000 });
}
const results = () => page.evaluate(() => [...document.querySelectorAll('#site-found li a')].map(a => a.getAttribute('href')));

for (const one of cases) {
  await fresh(one.q, one.folder);
  await page.waitForFunction(() => document.querySelector('#site-found li a') || !document.querySelector('#site-found li'), null, { timeout: 15000 }).catch(() => {});
  const parts = files.filter(f => /(search\.[0-9a-f]+|[\\/](i|a|s\d+))\.js$/.test(f)), chunk = files.find(f => /[\\/]d\d+\.js$/.test(f));
  const all = chunk ? [...parts, chunk] : parts;
  if (chunk) for (const [i, name] of [[0, 'files'], [1, 'gzip']]) largest[name] = Math.max(largest[name], all.reduce((sum, f) => sum + size(f)[i], 0));
  await page.waitForFunction(() => !document.querySelector('#site-found .waits'), null, { timeout: 15000 }).catch(() => {});
  const got = await results(), status = await page.textContent('#site-status');
  if (one.none) ok(got.length === 0, `"${one.q}" finds nothing`, got);
  if (one.want) ok(one.first ? got[0]?.includes(one.want) : got.slice(0, one.within || 3).some(url => url.includes(one.want)), `"${one.q}" finds ${one.want}${one.first ? ' first' : ''}`, `${got} ${status}`);
  if (one.answer) {
    await page.waitForSelector('.answer p', { timeout: 5000 }).catch(() => {});
    const answer = await page.evaluate(() => document.querySelector('.answer')?.innerText ?? '');
    ok(answer.includes(one.answer), `"${one.q}" is answered: ${one.answer}`, answer);
  }
  if (one.marks) {
    const marks = await page.evaluate(() => [...document.querySelectorAll('#site-found li:first-child mark')].map(m => m.textContent));
    ok(marks.includes(one.marks), `"${one.q}" marks ${one.marks}`, marks);
  }
  if (one.other) {
    const other = await page.evaluate(() => { const a = document.querySelector('#site-other:not([hidden]) a'); return a && a.getAttribute('hreflang') + new URL(a.href).search; });
    ok(other === one.other, `"${one.q}" can be looked for in the other language`, other);
  }
  if (one.text) {
    const text = await page.evaluate(() => document.querySelector('#site-found').innerText);
    ok(text.includes(one.text), `"${one.q}" shows ${one.text} as text`, text);
  }
}

// By keyboard alone: type, leave the field, open the first result.
if (cases.some(one => one.keyboard)) {
  const { q, want } = cases.find(one => one.keyboard);
  await page.goto(`${address}/cari/index.html`);
  await page.focus('#site-q');
  await page.keyboard.type(q);
  await page.waitForSelector('#site-found li a');
  for (let i = 0; i < 6; i++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement.closest('#site-found li'))) break;
  }
  await Promise.all([page.waitForNavigation({ timeout: 5000 }).catch(() => {}), page.keyboard.press('Enter')]);
  ok(page.url().includes(want), 'the first result is reached by keyboard', page.url());
  const quiet = await browser.newContext({ javaScriptEnabled: false });
  const still = await quiet.newPage();
  await still.goto(`${address}/cari/index.html?q=${encodeURIComponent(q)}`);
  ok((await still.locator('#site-ways a').count()) > 3, 'without JavaScript the search page has the lists');
  await quiet.close();
}
ok(words.length === 0, 'no console errors, no dialogs', words);
console.log(`largest ${largest.files} ${largest.gzip} ${cases.length}`);
await browser.close();
server?.close();
