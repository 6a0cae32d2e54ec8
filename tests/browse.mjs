// What the scripts that look at pages share: headless Chromium, axe-core, `ok - …` lines, a web server on this machine.
import { createRequire } from 'node:module';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

const require = createRequire(path.join(process.env.SULUH_NPM, 'x.js'));
const { chromium } = require('playwright-core');
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--allow-file-access-from-files'];
const types = {'.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.png': 'image/png', '.webp': 'image/webp',
  '.jpg': 'image/jpeg', '.json': 'application/json', '.webmanifest': 'application/manifest+json', '.txt': 'text/plain; charset=utf-8'};

export const launch = () => chromium.launch({executablePath: process.env.CHROMIUM, args: flags});

export function ok(condition, what, detail = []) {
  console.log(`${condition ? '' : 'not '}ok - ${what}`);
  if (!condition) for (const line of [detail].flat().slice(0, 20)) console.log('#' + String(line).replace(/\s+/g, ' ').slice(0, 400));
}

// What axe-core finds on a page: all its rules, or those that are named.
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
export async function violations(page, rules) {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axe);
  const result = await page.evaluate(values => window.axe.run(document, {resultTypes: ['violations'], preload: false, ...(values && {runOnly: {type: 'rule', values}})}), rules);
  return result.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${v.help}: ${n.target.join(' ')}: ${n.failureSummary ?? ''}`));
}

// A server of a folder's files: its address, and how to end it.
export async function serve(root) {
  const server = createServer((request, response) => {
    let file = path.join(root, decodeURIComponent(new URL(request.url, 'http://x').pathname));
    if (existsSync(file) && statSync(file).isDirectory()) file = path.join(file, 'index.html');
    const found = existsSync(file);
    response.writeHead(found ? 200 : 404, {'content-type': types[path.extname(found ? file : '.html')] || 'application/octet-stream', 'cache-control': 'no-cache'}).end(readFileSync(found ? file : path.join(root, '404.html')));
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  return {address: `http://127.0.0.1:${server.address().port}/`, stop: () => new Promise(done => { server.closeAllConnections(); server.close(done); })};
}

// Pages that only differ in their words are of one kind: those of a folder, in each language.
export function kind(name) {
  const parts = name.replace(/index\.html$/, '').split('/').filter(Boolean), lang = /^[a-z]{2}$/.test(parts[0] ?? '') ? parts.shift() : '';
  return parts.length > 1 ? [...parts.slice(0, -1), '*'].join('/') : [lang, ...parts].filter(Boolean).join('/');
}
