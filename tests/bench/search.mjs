// How much a search loads: search.mjs SITE WORD …; a line for each: bytes of scripts, index and texts until the first result stands, as files and as
// gzip sends them, and as files until nothing more is loaded on a phone of 360 by 740 pixels; then the mean, the 95th percentile and the most.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const require = createRequire(path.join(process.env.SULUH_NPM, 'x.js'));
const { chromium } = require('playwright-core');
const [site, ...queries] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync', '--allow-file-access-from-files'] });
const page = await browser.newPage();
await page.setViewportSize({ width: 360, height: 740 });
let files = [];
const mine = file => /search[^/]*\.js$|cari\/[iasd]\d*\.js$/.test(file);
page.on('request', r => { if (r.resourceType() === 'script') files.push(fileURLToPath(r.url().replace(/\?.*/, ''))); });
const size = file => { const bytes = readFileSync(file); return [bytes.length, gzipSync(bytes, { level: 9 }).length]; };
const sum = list => list.filter(mine).map(size).reduce((a, b) => [a[0] + b[0], a[1] + b[1]], [0, 0]);
const all = [];
for (const q of queries) {
  files = [];
  await page.goto(pathToFileURL(path.join(site, 'cari/index.html')).href);
  await page.fill('#site-q', q);
  await page.waitForSelector('#site-found li a', { timeout: 10000 }).catch(() => {});
  const texts = files.filter(file => /cari\/d\d+\.js$/.test(file)), first = [...files.filter(file => !texts.includes(file)), ...texts.slice(0, 1)];
  await page.waitForTimeout(150);
  const [raw, packed] = sum(first), [rest] = sum(files);
  if (texts.length) all.push([raw, packed, rest]);
  console.log(`${q.padEnd(24)} ${String(raw).padStart(7)} ${String(packed).padStart(7)} ${String(rest).padStart(7)}  ${first.filter(mine).length} files${texts.length ? '' : ', nothing found'}`);
}
const line = (name, number) => console.log(`${name.padEnd(24)} ${[0, 1, 2].map(i => String(Math.round(number(all.map(row => row[i]).sort((a, b) => a - b)))).padStart(7)).join(' ')}`);
line('mean', list => list.reduce((a, b) => a + b, 0) / list.length);
line('95 of 100', list => list[Math.ceil(list.length * 0.95) - 1]);
line('most', list => list[list.length - 1]);
await browser.close();
