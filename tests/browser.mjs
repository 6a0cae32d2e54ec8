// Looks at pages (files given as arguments) in headless Chromium: `ok - …` lines. At 320 pixels in light and dark, and wide; no sideways
// scrolling, no requests but to files, no console errors, no violations found by axe-core.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { existsSync, readFileSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const require = createRequire(path.join(process.env.SULUH_NPM, 'x.js'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const files = process.argv.slice(2);
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--allow-file-access-from-files'];

function ok(condition, what, detail = []) {
  console.log(`${condition ? '' : 'not '}ok - ${what}`);
  if (!condition) for (const line of detail.slice(0, 20)) console.log('#' + String(line).replace(/\s+/g, ' ').slice(0, 400));
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: flags });

// Elements that reach over the right edge, for the report.
function wide() {
  const width = document.documentElement.clientWidth;
  return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > width + 1 && getComputedStyle(e).position !== 'fixed')
    .slice(0, 5).map(e => e.outerHTML.slice(0, 120));
}

async function violations(page) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return result.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${v.help}: ${n.target.join(' ')}: ${n.failureSummary ?? ''}`));
}

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

async function look(page, file, scheme, width) {
  const words = [], requests = [];
  const onConsole = m => { if (m.type() === 'error' || m.type() === 'warning') words.push(m.text()); };
  const onError = e => words.push(String(e));
  const onRequest = r => { if (!/^(file|data|blob):/.test(r.url()) && !r.url().startsWith(SERVER)) requests.push(r.url()); };
  // leaving a page ends the loading of its lazy pictures: no failure; a file that is not there has another error
  const onFailed = r => r.failure()?.errorText === 'net::ERR_ABORTED' || words.push(`failed: ${r.url()} ${r.failure()?.errorText}`);
  page.on('console', onConsole); page.on('pageerror', onError); page.on('request', onRequest); page.on('requestfailed', onFailed);
  await page.setViewportSize({ width, height: 800 });
  await page.emulateMedia({ colorScheme: scheme });
  await page.goto(isMissing(file) ? `${SERVER}/tidak/ada/` : pathToFileURL(file).href);
  const name = `${file} (${width} pixels, ${scheme})`;
  const over = await page.evaluate(() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth);
  ok(over <= 0, `${name}: no sideways scrolling`, over > 0 ? await page.evaluate(wide) : []);
  const background = await page.evaluate(() => [document.body, document.documentElement].map(e => getComputedStyle(e).backgroundColor).find(c => c !== 'rgba(0, 0, 0, 0)') ?? 'none');
  ok(words.length === 0 && requests.length === 0, `${name}: no console errors, no foreign requests`, [...words, ...requests]);
  page.off('console', onConsole); page.off('pageerror', onError); page.off('request', onRequest); page.off('requestfailed', onFailed);
  const found = await violations(page);
  ok(found.length === 0, `${name}: axe-core finds nothing`, found);
  return background;
}

async function worker() {
  const context = await browser.newContext();
  await serve(context);
  const page = await context.newPage();
  for (let file; (file = queue.shift());) {
    const light = await look(page, file, 'light', 320), dark = await look(page, file, 'dark', 320);
    ok(light !== dark, `${file}: dark is not light`, [light, dark]);
    await look(page, file, 'light', 1280);
    seen++;
  }
  await context.close();
}

// The looking itself can fail: a bad page has every fault.
async function proveItFails() {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.setViewportSize({ width: 320, height: 800 });
  await page.setContent('<!DOCTYPE html><html><body><div style="width:900px">x</div><img src="data:,x"></body></html>');
  const over = await page.evaluate(() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth);
  ok(over > 0 && (await violations(page)).length > 0, 'a bad page has faults');
  await context.close();
}

const queue = [...files];
let seen = 0;
await proveItFails();
await Promise.all(Array.from({ length: Math.min(2, os.cpus().length) }, worker));
await browser.close();
console.log(`done ${seen}`);
