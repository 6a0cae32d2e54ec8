// How much a search loads until its first result shows: search.mjs SITE WORD …; a line for each, bytes as files and as gzip sends them.
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
let files = [];
page.on('request', r => { if (r.resourceType() === 'script') files.push(fileURLToPath(r.url())); });
const size = file => { const bytes = readFileSync(file); return [bytes.length, gzipSync(bytes, { level: 9 }).length]; };
let sums = [0, 0], most = [0, 0];
for (const q of queries) {
  files = [];
  await page.goto(pathToFileURL(path.join(site, 'cari/index.html')).href);
  await page.fill('#site-q', q);
  await page.waitForSelector('#site-found li:not([hidden])', { timeout: 20000 }).catch(() => {});
  const mine = files.filter(f => /search[^/]*\.js$|cari\/(i|a|s\d+)\.js$/.test(f)), chunk = files.find(f => /cari\/d\d+\.js$/.test(f));
  const [raw, packed] = [...mine, ...(chunk ? [chunk] : [])].map(size).reduce((a, b) => [a[0] + b[0], a[1] + b[1]], [0, 0]);
  sums = [sums[0] + raw, sums[1] + packed];
  most = [Math.max(most[0], raw), Math.max(most[1], packed)];
  console.log(`${q.padEnd(24)} ${String(raw).padStart(7)} ${String(packed).padStart(7)}  ${mine.length + (chunk ? 1 : 0)} files${chunk ? '' : ', nothing found'}`);
}
console.log(`${'mean'.padEnd(24)} ${String(Math.round(sums[0] / queries.length)).padStart(7)} ${String(Math.round(sums[1] / queries.length)).padStart(7)}`);
console.log(`${'most'.padEnd(24)} ${String(most[0]).padStart(7)} ${String(most[1]).padStart(7)}`);
await browser.close();
