// Ticks at the steps of a guide and at what is needed, kept on this device alone; in a list of guides, how far each of them is. A tick
// belongs to the words of its step: when they change, the step is to be done anew. Without this script there are no boxes on the screen
// (on paper there always are).
(() => {
  const bar = document.getElementById('site-ticks');
  if (!bar) return;
  const words = bar.dataset, status = bar.firstElementChild, reset = bar.lastElementChild;
  const items = selector => [...document.querySelectorAll(selector)];

  // {all: how many steps, done: how many of them, ticks: what is ticked}; without storage ticks last as long as the page.
  function saved(page) {
    try { return JSON.parse(localStorage.getItem('suluh:' + page)) || {}; } catch (e) { return {}; }
  }
  const count = (done, all) => words.count.replace('{n}', done).replace('{all}', all);
  let ticks = saved(words.page).ticks;
  if (!Array.isArray(ticks)) ticks = [];

  // FNV-1a, 32 bits, of the words alone; the second of two equal steps is told apart.
  const seen = {};
  function mark(text) {
    let hash = 0x811c9dc5;
    for (const c of text.replace(/\s+/g, ' ').trim()) hash = Math.imul(hash ^ c.codePointAt(0), 0x01000193) >>> 0;
    const name = hash.toString(36);
    seen[name] = (seen[name] || 0) + 1;
    return seen[name] > 1 ? name + '.' + seen[name] : name;
  }

  // A label with a box at the end of the item, around what `inside` gives.
  function box(item, name, inside) {
    const input = document.createElement('input'), label = document.createElement('label');
    input.type = 'checkbox';
    input.onchange = () => {
      ticks = ticks.filter(t => t !== name);
      if (input.checked) ticks.push(name);
      show(true);
    };
    label.append(...inside, input);
    item.append(label);
    return {item, name, input, label};
  }
  const steps = items('.guide .prose>ol>li').map((item, i) => {
    const step = box(item, mark(item.textContent), []);
    step.label.className = 'tick';
    step.label.append(' ' + words.done);
    step.input.setAttribute('aria-label', words.step.replace('{n}', i + 1));
    return step;
  });
  const boxes = [...steps, ...items('.needs li').map(item => box(item, mark('+' + item.textContent), [...item.childNodes]))];

  function show(save) {
    boxes.forEach(b => {
      b.input.checked = ticks.includes(b.name);
      b.item.classList.toggle('done', b.input.checked);
    });
    const done = steps.filter(s => s.input.checked).length;
    status.textContent = count(done, steps.length);
    reset.hidden = !ticks.length;
    if (!save) return;
    try {
      if (ticks.length) localStorage.setItem('suluh:' + words.page, JSON.stringify({all: steps.length, done, ticks}));
      else localStorage.removeItem('suluh:' + words.page);
    } catch (e) { /* full or forbidden */ }
  }

  ticks = ticks.filter(t => boxes.some(b => b.name === t)); // not of steps that are gone
  reset.onclick = () => { ticks = []; show(true); boxes[0].input.focus(); };
  if (steps.length) {
    steps[0].item.parentNode.before(bar);
    bar.hidden = false;
  }
  show(false);

  items('.journey [data-page]').forEach(link => {
    const {all, done} = saved(link.dataset.page);
    if (!(all > 0 && done > 0)) return;
    link.after(Object.assign(document.createElement('small'), {textContent: count(done, all)}));
  });
})();
