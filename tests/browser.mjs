// Looks at pages (files given as arguments) in headless Chromium: `ok - …` lines. Each by all rules of axe-core, at 320 pixels in light; one page of each kind
// also in dark (the rules of colours: nothing else changes) and at 1280 pixels. No sideways scrolling at either width, no requests but to files, no console errors.
import { pathToFileURL } from 'node:url';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { kind, launch, ok, violations } from './browse.mjs';

const files = process.argv.slice(2);
const COLOURS = ['color-contrast', 'link-in-text-block'];
const browser = await launch();

// Elements that reach over the right edge, for the report.
function wide() {
  const width = document.documentElement.clientWidth;
  return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > width + 1 && getComputedStyle(e).position !== 'fixed')
    .slice(0, 5).map(e => e.outerHTML.slice(0, 120));
}
const background = () => [document.body, document.documentElement].map(e => getComputedStyle(e).backgroundColor).find(c => c !== 'rgba(0, 0, 0, 0)') ?? 'none';
const beyond = page => page.evaluate(() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth);

// 404.html is shown by a server, at any address; the others from disk.
const SERVER = 'http://suluh.test';
const isMissing = file => path.basename(file) === '404.html';
const root = path.dirname(files.find(isMissing) ?? files[0]);
async function serve(context) {
  await context.route(`${SERVER}/**`, route => {
    const file = path.join(root, decodeURIComponent(new URL(route.request().url()).pathname));
    if (existsSync(file) && statSync(file).isFile()) route.fulfill({ path: file });
    else route.fulfill({ path: path.join(root, '404.html'), contentType: 'text/html' });
  });
}

async function narrow(page, name) {
  const over = await beyond(page);
  ok(over <= 0, `${name}: no sideways scrolling`, over > 0 ? await page.evaluate(wide) : []);
}

async function look(page, file, whole) {
  const words = [];
  const onConsole = m => { if (m.type() === 'error' || m.type() === 'warning') words.push(m.text()); };
  const onError = e => words.push(String(e));
  const onRequest = r => { if (!/^(file|data|blob):/.test(r.url()) && !r.url().startsWith(SERVER)) words.push(`foreign: ${r.url()}`); };
  // leaving a page ends the loading of its lazy pictures: no failure; a file that is not there has another error
  const onFailed = r => r.failure()?.errorText === 'net::ERR_ABORTED' || words.push(`failed: ${r.url()} ${r.failure()?.errorText}`);
  page.on('console', onConsole); page.on('pageerror', onError); page.on('request', onRequest); page.on('requestfailed', onFailed);
  await page.setViewportSize({ width: 320, height: 800 });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(isMissing(file) ? `${SERVER}/tidak/ada/` : pathToFileURL(file).href);
  await narrow(page, `${file} (320 pixels)`);
  const light = await page.evaluate(background);
  let found = await violations(page);
  ok(found.length === 0, `${file} (320 pixels, light): axe-core finds nothing`, found);
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await page.evaluate(background);
  ok(light !== dark, `${file}: dark is not light`, [light, dark]);
  if (whole) {
    found = await violations(page, COLOURS);
    ok(found.length === 0, `${file} (320 pixels, dark): axe-core finds nothing in its colours`, found);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 800 });
  if (whole) await page.reload();
  await narrow(page, `${file} (1280 pixels)`);
  if (whole) {
    found = await violations(page);
    ok(found.length === 0, `${file} (1280 pixels, light): axe-core finds nothing`, found);
  }
  ok(words.length === 0, `${file}: no console errors, no foreign requests`, words);
  page.off('console', onConsole); page.off('pageerror', onError); page.off('request', onRequest); page.off('requestfailed', onFailed);
}

// The looking itself can fail: a bad page has every fault.
async function proveItFails(page) {
  await page.setViewportSize({ width: 320, height: 800 });
  await page.setContent('<!DOCTYPE html><html lang="id"><title>x</title><style>p {color: #999; background: #fff}</style><body><main><div style="width:900px">x</div><img src="data:,x"><p>pale</p></main></body></html>');
  ok(await beyond(page) > 0 && (await violations(page)).some(f => f.startsWith('image-alt')), 'a bad page has faults');
  const found = await violations(page, COLOURS);
  ok(found.length === 1 && found[0].startsWith('color-contrast'), 'and pale words are one of colours', found);
}

const context = await browser.newContext(), page = await context.newPage(), kinds = new Set();
await proveItFails(page);
await serve(context);
for (const file of files) {
  const name = kind(path.relative(root, file));
  await look(page, file, !kinds.has(name));
  kinds.add(name);
}
ok(kinds.size > 5 || files.length < 6, `${kinds.size} kinds of pages`);
await browser.close();
console.log(`done ${files.length}`);
