// Ticks at the steps of a guide and at what is needed, kept on this device alone. A tick belongs to the words of its step: when they
// change, the step is to be done anew. Without this script there are no boxes on the screen (on paper there always are).
(() => {
  const bar = document.getElementById('site-ticks');
  const lists = [...document.querySelectorAll('.guide .prose>ol')], steps = [...document.querySelectorAll('.guide .prose>ol>li')];
  if (!bar || !steps.length) return;
  const key = 'suluh:' + bar.dataset.page, count = bar.querySelector('[role=status]');
  let done = [];
  try { done = JSON.parse(localStorage.getItem(key)) || []; } catch (e) { /* no storage: ticks last as long as the page */ }
  if (!Array.isArray(done)) done = [];

  // FNV-1a, 32 bits, of the words alone; the second of two equal steps is told apart.
  const seen = {};
  function mark(text) {
    let hash = 0x811c9dc5;
    for (const c of text.replace(/\s+/g, ' ').trim()) hash = Math.imul(hash ^ c.codePointAt(0), 0x01000193) >>> 0;
    const name = hash.toString(36);
    seen[name] = (seen[name] || 0) + 1;
    return seen[name] > 1 ? name + '.' + seen[name] : name;
  }

  function box(item, name) {
    const input = Object.assign(document.createElement('input'), {type: 'checkbox', value: name, checked: done.includes(name)});
    input.onchange = () => { done = done.filter(d => d !== name).concat(input.checked ? name : []); save(); show(); };
    input.item = item;
    return input;
  }

  const boxes = steps.map((item, i) => {
    const input = box(item, mark(item.textContent)), label = document.createElement('label');
    input.setAttribute('aria-label', bar.dataset.step.replace('{n}', i + 1));
    label.className = 'tick';
    label.append(input, ' ', bar.dataset.done);
    item.append(label);
    return input;
  });
  const needs = [...document.querySelectorAll('.needs li')].map(item => {
    const input = box(item, mark('+' + item.textContent)), label = document.createElement('label');
    label.append(...item.childNodes, input);
    item.append(label);
    return input;
  });

  function save() {
    try {
      if (done.length) localStorage.setItem(key, JSON.stringify(done));
      else localStorage.removeItem(key);
    } catch (e) { /* full or forbidden */ }
  }

  function show() {
    [...boxes, ...needs].forEach(input => {
      input.checked = done.includes(input.value);
      input.item.classList.toggle('done', input.checked);
    });
    const ticked = boxes.filter(input => input.checked).length;
    count.textContent = bar.dataset.count.replace('{n}', ticked).replace('{all}', boxes.length);
    bar.lastElementChild.hidden = !done.length;
  }

  bar.lastElementChild.onclick = () => { done = []; save(); show(); boxes[0].focus(); };
  done = done.filter(d => [...boxes, ...needs].some(input => input.value === d)); // of steps that are gone
  lists[0].before(bar);
  bar.hidden = false;
  show();
})();
