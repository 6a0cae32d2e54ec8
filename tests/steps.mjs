// Guides and troubleshooting trees as people use them, in headless Chromium: `ok - …` lines. The argument is the folder of the built site, which is
// shown at an address of its own, and from disk.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const require = createRequire(path.join(process.env.SULUH_NPM, 'x.js'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const root = process.argv[2], SERVER = 'http://suluh.test/';
const GUIDE = 'panduan/klaim-jht/index.html', START = 'panduan/dari-awal/index.html', TREE = 'kendala/klaim-gagal/index.html';
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--allow-file-access-from-files'];

function ok(condition, what, detail = '') {
  console.log(`${condition ? '' : 'not '}ok - ${what}`);
  if (!condition) console.log('#' + JSON.stringify(detail).slice(0, 600));
}
const same = (got, expected, what) => ok(JSON.stringify(got) === JSON.stringify(expected), what, { got, expected });

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: flags });
const faults = [];

// A fresh visitor; `change` may alter a page on its way.
async function visit(options = {}, change = text => text) {
  const context = await browser.newContext({ viewport: { width: 360, height: 800 }, serviceWorkers: 'block', ...options });
  await context.route(SERVER + '**', route => {
    const file = path.join(root, decodeURIComponent(new URL(route.request().url()).pathname));
    if (!existsSync(file) || !statSync(file).isFile()) return route.fulfill({ status: 404, body: '' });
    if (!file.endsWith('.html')) return route.fulfill({ path: file });
    return route.fulfill({ body: change(readFileSync(file, 'utf8')), contentType: 'text/html; charset=utf-8' });
  });
  const page = await context.newPage();
  page.on('pageerror', e => faults.push(String(e)));
  page.on('console', m => { if (m.type() === 'error') faults.push(m.text()); });
  return page;
}
const shown = page => page.evaluate(() => [...document.querySelectorAll('#site-tree>.case')].filter(c => c.getClientRects().length).map(c => c.firstElementChild.id));
const over = page => page.evaluate(() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth);
const status = page => page.locator('#site-ticks [role=status]').textContent();
async function violations(page) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return result.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target.join(' ')}`));
}

async function ticks() {
  let wording = text => text;
  const page = await visit({}, text => wording(text));
  await page.goto(SERVER + GUIDE);
  const boxes = page.locator('.tick input'), all = await boxes.count();
  ok(all >= 5, 'each step can be ticked', all);
  same(await status(page), `0 dari ${all} langkah selesai`, 'nothing is ticked at first');
  ok(await page.locator('#site-ticks button').isHidden(), 'and there is nothing to clear');
  const height = await page.locator('.tick').first().evaluate(e => e.getBoundingClientRect().height);
  ok(height >= 44, 'the box is large enough for a thumb', height);
  await boxes.nth(0).check();
  await boxes.nth(2).focus();
  await page.keyboard.press('Space');
  await page.locator('.needs input').nth(1).check();
  same(await status(page), `2 dari ${all} langkah selesai`, 'two steps are ticked');
  same(await violations(page), [], 'axe-core finds nothing in a ticked guide');
  await page.reload();
  same(await status(page), `2 dari ${all} langkah selesai`, 'they are remembered');
  ok(await boxes.nth(0).isChecked() && await boxes.nth(2).isChecked() && !await boxes.nth(1).isChecked(), 'the right ones');
  ok(await page.locator('.needs input').nth(1).isChecked(), 'and what was prepared');
  await page.goto(SERVER + START);
  ok((await page.locator('.journey li', { has: page.locator(`[data-page="${GUIDE}"]`) }).textContent()).includes(`2 dari ${all} langkah selesai`), 'the start page tells how far the guide is');
  wording = text => text.replaceAll('Buka JMO pada jam klaim.', 'Buka JMO.');
  await page.goto(SERVER + GUIDE);
  ok(!await boxes.nth(0).isChecked() && await boxes.nth(2).isChecked(), 'a step whose words have changed is to be done anew');
  await page.locator('#site-ticks button').click();
  same(await status(page), `0 dari ${all} langkah selesai`, 'all ticks can be cleared');
  same(await page.evaluate(() => localStorage.length), 0, 'nothing is left on the device');
  await page.context().close();

  const broken = await visit();
  await broken.addInitScript(() => Object.defineProperty(window, 'localStorage', { get() { throw new Error('no storage'); } }));
  await broken.goto(SERVER + GUIDE);
  await broken.locator('.tick input').nth(1).check();
  same(await status(broken), `1 dari ${all} langkah selesai`, 'ticks work without storage');
  await broken.context().close();

  const disk = await visit();
  await disk.goto(pathToFileURL(path.join(root, GUIDE)).href);
  await disk.locator('.tick input').nth(3).check();
  await disk.reload();
  ok(await disk.locator('.tick input').nth(3).isChecked(), 'ticks are remembered from disk');
  await disk.emulateMedia({ media: 'print' });
  await disk.locator('.tick').first().waitFor({ state: 'hidden', timeout: 5000 }).catch(() => {}); // its style sheet comes last
  ok(await disk.locator('.tick').first().isHidden(), 'on paper there is no box of the screen');
  const paper = await disk.evaluate(() => getComputedStyle(document.querySelectorAll('.prose>ol>li')[3], '::after').borderTopStyle);
  same(paper, 'solid', 'but one to tick by pen');
  await disk.context().close();
}

async function journey() {
  const page = await visit();
  await page.goto(SERVER + START);
  const marks = await page.locator('.journey .mark').allTextContents();
  same(marks, ['1', '2', '3', '4', 'atau', '5'], 'the start page numbers the guides; an alternative has no number');
  await page.locator('.journey a').nth(3).click();
  ok(page.url().endsWith(GUIDE), 'a guide is one tap away', page.url());
  same(await page.locator('.journey [aria-current=page]').count(), 1, 'which marks itself in the list');
  same(await page.locator('.part a').getAttribute('href'), '../dari-awal/index.html', 'and leads back to the start page');
  same(await page.locator('.pager-next').getAttribute('href'), '../lacak-klaim/index.html', 'and on to the next guide, not to the alternative');
  await page.context().close();
}

async function tree() {
  const page = await visit();
  await page.goto(SERVER + TREE);
  same(await shown(page), ['mulai'], 'one question at a time');
  ok(await page.locator('#site-way').isHidden() && await page.locator('#site-summary').isHidden(), 'nothing to go back to yet');
  const small = await page.evaluate(() => [...document.querySelectorAll('.answer>a')].filter(a => a.getClientRects().length)
    .map(a => a.getBoundingClientRect()).filter(r => r.height < 44 || r.width < 200).length);
  same(small, 0, 'answers are large');
  // by keyboard alone: to the third answer, twice further, and back
  await page.locator('.case:not([hidden]) .answer>a').nth(2).focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.hash === '#jalur=nik');
  same(await shown(page), ['nik'], 'an answer leads to the next question');
  same(await page.evaluate(() => document.activeElement.id), 'nik', 'which has the focus and so is read out');
  ok((await page.title()).startsWith('Apakah NIK'), 'and is the title of the page', await page.title());
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.hash === '#jalur=nik/ektp');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.hash.endsWith('/kantor'));
  same(await shown(page), ['kantor'], 'three answers lead to an outcome');
  const items = await page.locator('#site-answers li').allTextContents();
  same(items.length, 4, 'the summary has each question and the outcome');
  ok(items[0].includes('Apa yang Anda lihat') && items[0].includes('NIK atau nama tidak cocok'), 'with the answers given', items);
  ok(await page.getByText('Tunjukkan ini kepada petugas').isVisible(), 'to be shown at the counter');
  const text = new URL(await page.locator('#site-send').getAttribute('href')).searchParams.get('text');
  ok(text.includes('Sudah benar') && text.includes('#jalur=nik/ektp/kantor'), 'and can be sent on', text);
  same(await violations(page), [], 'axe-core finds nothing at the outcome');
  await page.setViewportSize({ width: 320, height: 640 });
  ok(await over(page) <= 0, 'no sideways scrolling at 320 pixels', await over(page));
  const link = page.url();
  await page.goBack();
  same(await shown(page), ['ektp'], "the browser's back is the tree's back");
  await page.locator('#site-back').click();
  same(await shown(page), ['nik'], 'so is the link');
  await page.locator('#site-restart').click();
  same(await shown(page), ['mulai'], 'and there is a new start');
  await page.context().close();

  const other = await visit();
  await other.goto(link);
  same(await shown(other), ['kantor'], 'the link restores the way');
  same(await other.locator('#site-answers li').count(), 4, 'with its answers');
  await other.locator('#site-answers a').nth(1).click();
  same(await shown(other), ['nik'], 'an answer can be changed');
  await other.goto(SERVER + TREE + '#jalur=nik/tidak-ada/kantor');
  await other.reload();
  same(await shown(other), ['nik'], 'a way that exists no more goes as far as it can');
  await other.goto(SERVER + TREE + '#jalur=%E0%A4%A');
  await other.reload();
  same(await shown(other), ['mulai'], 'a broken one starts anew');
  await other.goto(SERVER + TREE + '#dukcapil');
  await other.reload();
  same([await shown(other), await other.locator('#site-answers li').count()], [['dukcapil'], 4], 'a link to an outcome gets the shortest way');
  await other.context().close();
}

async function without() {
  const page = await visit({ javaScriptEnabled: false });
  await page.goto(SERVER + TREE);
  const html = readFileSync(path.join(root, TREE), 'utf8'), all = html.split('class="case"').length - 1;
  const headings = page.locator('#site-tree>.case>:first-child');
  let visible = 0;
  for (let i = 0; i < all; i++) visible += await headings.nth(i).isVisible();
  ok(all > 5 && visible === all, 'without JavaScript all questions and outcomes are there', [visible, all]);
  ok(await page.locator('#site-way').isHidden() && await page.locator('#site-summary').isHidden(), 'and no dead controls');
  await page.locator('.answer>a').nth(1).click();
  ok(page.url().endsWith('#swafoto'), 'answers are links', page.url());
  ok(await page.locator('.staff a').isVisible() && existsSync(path.join(root, path.dirname(TREE), 'alur.svg')), 'staff find the picture of the graph');
  await page.goto(SERVER + GUIDE);
  ok(await page.locator('#site-ticks').isHidden() && await page.locator('main input').count() === 0, 'a guide without JavaScript has no boxes');
  await page.context().close();
}

async function large() {
  const size = page => page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize));
  for (const width of [320, 360, 1280]) {
    const page = await visit({ javaScriptEnabled: false, viewport: { width, height: 800 } });
    for (const file of ['index.html', GUIDE, TREE, 'statistik/index.html', 'cari/index.html', 'cetak/index.html']) {
      await page.goto(SERVER + file);
      const before = await size(page);
      await page.locator('.size label').click();
      const after = await size(page);
      ok(after >= before * (width > 320 ? 1.3 : 1.15) && await over(page) <= 0, `${file} at ${width}: large text without JavaScript, and nothing to the side`, [before, after, await over(page)]);
    }
    await page.context().close();
  }
  const page = await visit();
  await page.goto(SERVER + GUIDE);
  ok((await page.locator('.size label').boundingBox()).height >= 44, 'the switch is large enough for a thumb');
  await page.locator('#site-large').focus();
  await page.keyboard.press('Space');
  await page.goto(SERVER + TREE);
  ok(await page.locator('#site-large').isChecked() && await size(page) > 20, 'large text stays on the next page');
  same(await violations(page), [], 'axe finds nothing in large text');
  await page.locator('#site-large').uncheck();
  await page.goto(SERVER + GUIDE);
  ok(await size(page) < 20, 'and goes when it is taken back');
  await page.context().close();
}

for (const part of [ticks, journey, tree, without, large])
  try { await part(); } catch (e) { ok(false, `${part.name} runs to its end`, String(e)); }
same(faults, [], 'no errors in the console');
await browser.close();
console.log('done');
