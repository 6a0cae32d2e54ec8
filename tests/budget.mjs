// Budgets of pages, as Lighthouse and people with cheap phones measure them: `budget.mjs SITE` prints `ok - …` lines. Each page on a web server, on a
// phone of 360 pixels with a fine screen: its weight on first view, what stands in the way of the first paint, what moves while it loads, the size of its
// tree, letters and targets, its head. A few also over a slow network with a processor a quarter as fast.
import { readdirSync } from 'node:fs';
import zlib from 'node:zlib';
import { launch, ok, serve } from './browse.mjs';

const [site] = process.argv.slice(2);
const KB = 1024, PACKED = 50 * KB, AIM = 25 * KB, UNPACKED = 50 * KB; // bytes: as a web server sends texts, on average, and as a poor server does
const KNOWN = {'cetak/index.html': 72 * KB, 'desain/index.html': 60 * KB, 'statistik/index.html': 59 * KB}; // known to be heavier unpacked, and to be mended
const SHIFT = 0.1, BLOCKING = 2, REQUESTS = 20, NODES = 1500, DEPTH = 32, LETTERS = 12, TARGET = 24, CONTROL = 44, PAINT = 4000;
const SLOW = {offline: false, latency: 400, downloadThroughput: 400 * 1024 / 8, uploadThroughput: 400 * 1024 / 8}; // "slow 3G" as Chromium's tools have it

const pages = readdirSync(site, {recursive: true}).filter(f => f.endsWith('.html') && !f.startsWith('unduh/')).sort();
const browser = await launch(), server = await serve(site);
const phone = {viewport: {width: 360, height: 640}, deviceScaleFactor: 2, hasTouch: true, serviceWorkers: 'block'};

// Counts what moves and when the largest part was painted; runs before the page's own scripts.
function watch() {
  window.seen = {shift: 0, paint: 0};
  new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) window.seen.shift += e.value; }).observe({type: 'layout-shift', buffered: true});
  new PerformanceObserver(list => { for (const e of list.getEntries()) window.seen.paint = e.startTime; }).observe({type: 'largest-contentful-paint', buffered: true});
}

// The faults of a page, by what is looked at: each a sentence.
function faults(limits) {
  const told = {structure: [], letters: [], targets: [], pictures: [], head: [], paint: []};
  const name = e => `<${e.tagName.toLowerCase()}${e.id ? '#' + e.id : ''}${e.className && typeof e.className === 'string' ? '.' + e.className.trim().replace(/\s+/g, '.') : ''}> ${(e.textContent || '').trim().slice(0, 40)}`;
  const shown = e => e.checkVisibility({checkOpacity: true, checkVisibilityCSS: true}) && e.getClientRects().length;

  const all = document.body.querySelectorAll('*');
  if (all.length > limits.NODES) told.structure.push(`${all.length} elements`);
  for (const e of all) {
    let depth = 0;
    for (let at = e; at; at = at.parentElement) depth++;
    if (depth > limits.DEPTH) { told.structure.push(`${depth} deep: ${name(e)}`); break; }
  }
  if (document.compatMode !== 'CSS1Compat') told.structure.push('quirks mode');

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const at = node.parentElement; // letters of drawings: charts.mjs
    if (!node.data.trim() || at.closest('svg, script, style, noscript, template') || !shown(at)) continue;
    const size = parseFloat(getComputedStyle(at).fontSize);
    if (size < limits.LETTERS) told.letters.push(`${size} pixels: ${name(at)}`);
  }
  for (const sheet of document.styleSheets)
    for (const rule of sheet.cssRules) if (rule instanceof CSSFontFaceRule && !/swap|optional|fallback/.test(rule.style.fontDisplay)) told.letters.push(`a font hides text until it is there: ${rule.cssText.slice(0, 60)}`);

  // WCAG 2.2, 2.5.8: links within text are as large as their line; and ours: what is pressed is as large as a thumb
  for (const e of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
    if (!shown(e) || getComputedStyle(e).position === 'absolute' && e.getBoundingClientRect().bottom < 0) continue; // the skip link before it has the focus
    const box = (e.matches('input[type=checkbox], input[type=radio]') ? e.closest('label') || e : e).getBoundingClientRect(), style = getComputedStyle(e);
    const least = e.matches('button, input, select, textarea, summary') ? limits.CONTROL : limits.TARGET;
    if (style.display === 'inline' && e.matches('a') || box.width < 2 || e.closest('svg')) continue;
    if (box.height < least - .5 || box.width < limits.TARGET - .5) told.targets.push(`${Math.round(box.width)} × ${Math.round(box.height)} pixels: ${name(e)}`);
  }

  for (const e of document.images) if (e.getClientRects().length && !(e.getAttribute('width') > 0 && e.getAttribute('height') > 0) || !e.hasAttribute('alt')) told.pictures.push(e.outerHTML.slice(0, 120));

  const content = query => document.querySelector(query)?.getAttribute('content') ?? '';
  const viewport = content('meta[name=viewport]');
  if (!/width=device-width/.test(viewport) || /user-scalable=(no|0)|maximum-scale=[1-4](\.|,|$)/.test(viewport)) told.head.push(`viewport: ${viewport}`);
  if (!/^[a-z]{2,3}(-|$)/.test(document.documentElement.lang)) told.head.push(`language: ${document.documentElement.lang}`);
  if (document.characterSet !== 'UTF-8') told.head.push(document.characterSet);
  if (!document.title.trim() || document.title.length > 120) told.head.push(`title: ${document.title}`);
  const description = content('meta[name=description]').trim();
  if (description.length < 10 || description.length > 320) told.head.push(`description: ${description}`);
  if (document.querySelectorAll('link[rel=canonical]').length > 1) told.head.push('several canonical addresses');
  for (const e of document.querySelectorAll('a')) {
    if (/^(klik( di sini)?|di sini|sini|baca selengkapnya|selengkapnya|click here|here|read more|more)$/i.test(e.textContent.trim())) told.head.push(`a link says nothing: ${name(e)}`);
    if (e.target === '_blank' && !/noopener/.test(e.rel) || /^javascript:/i.test(e.getAttribute('href') ?? '')) told.head.push(`an unsafe link: ${name(e)}`);
  }

  const entries = performance.getEntriesByType('resource'), blocking = entries.filter(e => e.renderBlockingStatus === 'blocking').map(e => e.name);
  if (blocking.length > limits.BLOCKING) told.paint.push(`${blocking.length} files before the first paint: ${blocking.join(' ')}`);
  for (const e of document.querySelectorAll('script[src]')) if (!e.defer && !e.async && e.type !== 'module') told.paint.push(`a script in the way: ${e.src}`);
  if (entries.length > limits.REQUESTS) told.paint.push(`${entries.length} requests`);
  return {told, title: document.title, description, shift: window.seen?.shift ?? 0};
}
const limits = {NODES, DEPTH, LETTERS, TARGET, CONTROL, BLOCKING, REQUESTS};

// What was loaded before anybody scrolls: bytes packed and unpacked, and a line for each file.
async function weight(page, got) {
  // pictures below are fetched ahead when the browser has nothing better to do
  const below = await page.evaluate(() => [...document.images].filter(i => i.loading === 'lazy' && i.getBoundingClientRect().top >= innerHeight).map(i => i.currentSrc));
  let packed = 0, unpacked = 0;
  const parts = [];
  for (const [url, response] of got) {
    if (/favicon|manifest|apple-touch/.test(url) || below.includes(url)) continue;
    const body = await response.body().catch(() => Buffer.alloc(0));
    const size = /\.(html|css|js|svg|json)$|\/$/.test(url) ? zlib.gzipSync(body).length : body.length;
    unpacked += body.length;
    packed += size;
    parts.push(`${size} of ${body.length} ${url}`);
  }
  return {packed, unpacked, parts};
}

const NAMES = {structure: `at most ${NODES} elements, ${DEPTH} deep`, letters: `no text smaller than ${LETTERS} pixels`, targets: `targets of ${TARGET} pixels, controls of ${CONTROL}`,
  pictures: 'pictures tell size and meaning', head: 'viewport, language, title, description, links', paint: 'little stands in the way of the first paint'};

async function lookAtAll() {
  const context = await browser.newContext(phone), page = await context.newPage(), packed = [], unpacked = [], titles = new Map(), descriptions = new Map();
  page.setDefaultTimeout(120000);
  await page.addInitScript(watch);
  let words = [];
  page.on('pageerror', e => words.push(String(e)));
  page.on('console', m => { if (m.type() === 'error') words.push(m.text()); });
  for (const file of pages) {
    const got = new Map(), listen = r => got.set(r.url(), r);
    words = [];
    page.on('response', listen);
    await page.goto(server.address + file, {waitUntil: 'load'});
    await page.waitForFunction(() => [...document.images].every(i => i.complete || !i.getClientRects().length || i.getBoundingClientRect().top >= innerHeight));
    page.off('response', listen);
    const sum = await weight(page, got), most = KNOWN[file] ?? UNPACKED;
    ok(sum.packed <= PACKED && sum.unpacked <= most && sum.packed > 1000, `${file}: at most ${PACKED / KB} KB packed and ${most / KB} KB unpacked on first view`, [sum.packed, sum.unpacked, ...sum.parts]);
    packed.push(sum.packed);
    unpacked.push(sum.unpacked);
    const {told, title, description, shift} = await page.evaluate(faults, limits);
    for (const [part, list] of Object.entries(told)) ok(list.length === 0, `${file}: ${NAMES[part]}`, list);
    ok(shift < SHIFT, `${file}: nothing jumps while it loads`, shift);
    ok(words.length === 0, `${file}: no errors on a server`, words);
    titles.set(title, [...titles.get(title) ?? [], file]);
    descriptions.set(description, [...descriptions.get(description) ?? [], file]);
  }
  for (const [what, map] of [['titles', titles], ['descriptions', descriptions]]) ok([...map.values()].every(list => list.length === 1), `all ${what} differ`, [...map].filter(([, list]) => list.length > 1).map(([text, list]) => `${text}: ${list.join(' ')}`));
  const mean = list => (list.reduce((a, b) => a + b, 0) / list.length / KB).toFixed(1), most = list => (Math.max(...list) / KB).toFixed(1);
  ok(mean(packed) * KB <= AIM, `at most ${AIM / KB} KB on average`, mean(packed));
  console.log(`# ${pages.length} pages on first view: packed ${mean(packed)} KB on average, at most ${most(packed)}; unpacked ${mean(unpacked)}, at most ${most(unpacked)}`);
  await context.close();
}

// The largest part of a first view over a slow network, by a slow processor: the best of three, for other programs are slow, too.
async function lookSlowly() {
  const chosen = [/^index/, /^panduan\/index/, /^panduan\/./, /^kendala\/./, /^cari\//, /^statistik\//, /^cetak\//].map(form => pages.filter(f => form.test(f)).at(-1)).filter(Boolean);
  const times = [];
  for (const file of chosen) {
    let best = Infinity;
    for (let i = 0; i < 3 && best > PAINT; i++) {
      const context = await browser.newContext(phone), page = await context.newPage(), tools = await context.newCDPSession(page);
      page.setDefaultTimeout(120000);
      await page.addInitScript(watch);
      await tools.send('Network.enable');
      await tools.send('Network.emulateNetworkConditions', SLOW);
      await tools.send('Emulation.setCPUThrottlingRate', {rate: 4});
      await page.goto(server.address + file, {waitUntil: 'load'});
      await page.waitForFunction(() => window.seen.paint > 0);
      best = Math.min(best, await page.evaluate(() => window.seen.paint));
      await context.close();
    }
    times.push(best);
    ok(best <= PAINT, `${file}: its largest part is painted within ${PAINT / 1000} s over a slow network`, best);
  }
  ok(chosen.length > 0, `${chosen.length} pages over a slow network`);
  console.log(`# largest part painted after ${times.map(t => Math.round(t)).join(', ')} ms`);
}

// The looking itself can fail: a bad page has every fault.
async function proveItFails() {
  const context = await browser.newContext(phone), page = await context.newPage();
  await page.setContent(`<html><head><title></title><style>@font-face{font-family:x;src:url(data:,)} p{font-size:9px}</style><script src="data:,"></script></head><body>${'<b>'.repeat(40)}
    <p>small</p><button style="height:20px">x</button><a href="#" style="display:block;height:10px">klik di sini</a><img src="data:,">${'<i></i>'.repeat(1600)}</body></html>`);
  const {told} = await page.evaluate(faults, limits);
  for (const [part, list] of Object.entries(told)) ok(list.length > 0, `a bad page has faults: ${part}`);
  await context.close();
}

await proveItFails();
await lookAtAll();
await lookSlowly();
await browser.close();
await server.stop();
console.log('done');
