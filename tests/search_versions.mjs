// Parts of two builds in the caches on the way: node search_versions.mjs OLD NEW WORD ADDRESS. Both sites are served from one address, as one that was
// built anew; WORD has to lead to ADDRESS, whatever was kept of the old one. `ok - …` lines.
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const require = createRequire(path.join(process.env.SULUH_NPM, 'x.js'));
const { chromium } = require('playwright-core');
const [old, fresh, word, address] = process.argv.slice(2);
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const ok = (condition, what, detail = '') => console.log(`${condition ? '' : 'not '}ok - ${what}${condition || !detail ? '' : `\n#${String(detail).replace(/\s+/g, ' ').slice(0, 400)}`}`);
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

// Which site answers: a function of the path and of what follows it.
let answers = () => old;
const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://x'), file = path.join(answers(url.pathname, url.search), decodeURIComponent(url.pathname));
  if (!existsSync(file) || !statSync(file).isFile()) { response.writeHead(404); response.end(); return; }
  response.writeHead(200, { 'Content-Type': types[path.extname(file)] || 'application/octet-stream', 'Cache-Control': file.endsWith('.js') ? 'max-age=31536000, immutable' : 'no-store' });
  response.end(readFileSync(file));
});
await new Promise(done => server.listen(0, '127.0.0.1', done));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: flags });

async function search(context) {
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/cari/index.html`);
  await page.fill('#site-q', word);
  await page.waitForFunction(() => document.querySelector('#site-found li a') || /\S/.test(document.querySelector('#site-status').textContent), null, { timeout: 15000 });
  await page.waitForFunction(() => document.querySelector('#site-found li a') || !document.querySelector('#site-found li'), null, { timeout: 5000 }).catch(() => {});
  const found = await page.evaluate(() => [...document.querySelectorAll('#site-found li a')].map(a => `${a.getAttribute('href')} ${a.textContent}`));
  const said = await page.textContent('#site-status');
  await page.close();
  return { found, said };
}
const context = () => browser.newContext({ serviceWorkers: 'block' });

const visitor = await context();
await search(visitor);
answers = () => fresh;
const { found } = await search(visitor);
ok(found[0]?.startsWith(address), 'who has the old parts reads the new ones after a build', found);

// A host on the way that keeps what it has under an address and does not look at what follows it, until somebody asks for something new.
const asked = search => /-$/.test(search);
for (const [part, what] of [[/\/i\.js$/, 'table'], [/\/s\d+\.js$/, 'terms'], [/\/d\d+\.js$/, 'texts']]) {
  answers = (name, query) => part.test(name) && !asked(query) ? old : fresh;
  const { found, said } = await search(await context());
  ok(found[0]?.startsWith(address), `an old copy of the ${what} is asked for anew`, `${found} ${said}`);
}
// One that never gives anything else: no result is better than a wrong one.
answers = name => /\/[sd]\d+\.js$/.test(name) ? old : fresh;
const last = await search(await context());
ok(!last.found.length && /\S/.test(last.said), 'parts that stay old are not read', `${last.found} ${last.said}`);
await browser.close();
server.close();
