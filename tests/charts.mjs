// Looks at the charts of pages (files given as arguments) in headless Chromium, with fonts that stand in for ours, narrow and wide ones, at 320 pixels:
// `ok - …` lines. No text leaves its drawing or touches another, no letter is smaller than 11 pixels, the drawing is no wider than the page.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import path from 'node:path';

const require = createRequire(path.join(process.env.SULUH_NPM, 'x.js'));
const { chromium } = require('playwright-core');
const files = process.argv.slice(2);
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--allow-file-access-from-files'];

function ok(condition, what, detail = []) {
  console.log(`${condition ? '' : 'not '}ok - ${what}`);
  if (!condition) for (const line of detail.slice(0, 20)) console.log('#' + String(line).replace(/\s+/g, ' ').slice(0, 300));
}

// The faults of all drawings, each as a sentence.
function faults() {
  const found = [], drawings = [...document.querySelectorAll('.chart>svg')];
  for (const svg of drawings) {
    const name = svg.querySelector('title').textContent, frame = svg.getBoundingClientRect(), scale = frame.width / svg.viewBox.baseVal.width, lines = [];
    const walker = document.createTreeWalker(svg, NodeFilter.SHOW_TEXT), range = document.createRange();
    for (let node; (node = walker.nextNode());) {
      if (!node.data.trim() || !node.parentNode.closest('text')) continue;
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect(), size = parseFloat(getComputedStyle(node.parentNode).fontSize) * scale;
      lines.push({ text: node.data, size, left: box.left, right: box.right, top: box.top + box.height * .22, bottom: box.bottom - box.height * .22 });
    }
    if (frame.right > document.documentElement.clientWidth + 1) found.push(`${name}: wider than the page`);
    lines.forEach((a, i) => {
      if (a.size < 11) found.push(`${name}: "${a.text}" is ${a.size.toFixed(1)} pixels`);
      if (a.left < frame.left - .5 || a.right > frame.right + .5 || a.top < frame.top - 1 || a.bottom > frame.bottom + 1) found.push(`${name}: "${a.text}" leaves the drawing`);
      for (const b of lines.slice(i + 1))
        if (a.left + .5 < b.right && b.left + .5 < a.right && a.top < b.bottom && b.top < a.bottom) found.push(`${name}: "${a.text}" touches "${b.text}"`);
    });
  }
  return { count: drawings.length, found };
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: flags });
const page = await browser.newPage({ viewport: { width: 320, height: 800 }, bypassCSP: true });
await page.setContent('<!DOCTYPE html><div class="chart"><svg viewBox="0 0 280 40" width="280" height="40"><title>t</title><text y="20" font-size="9">small</text><text y="22" x="4">touches</text><text x="260" y="30">leaves it</text></svg></div>');
ok((await page.evaluate(faults)).found.length >= 3, 'a bad drawing has faults');
for (const file of files) {
  await page.goto(pathToFileURL(file).href);
  for (const font of ['system-ui', 'DejaVu Sans', 'Liberation Sans']) {
    await page.addStyleTag({ content: `.chart text {font-family:"${font}", sans-serif !important}`.replace('"system-ui"', 'system-ui') });
    const { count, found } = await page.evaluate(faults);
    ok(count > 0 && found.length === 0, `${file}: ${count} charts can be read at 320 pixels in ${font}`, found);
  }
}
await browser.close();
console.log(`done ${files.length}`);
