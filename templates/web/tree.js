// A troubleshooting tree, one question at a time. The way is kept in the address (#jalur=a/b/c): the browser's Back works, and the
// link can be sent on. Without this script all questions and outcomes stand below each other and answers are links between them.
(() => {
  const id = name => document.getElementById('site-' + name);
  const cases = [...document.querySelectorAll('#site-tree>.case')];
  if (!cases.length) return;
  const KEY = '#jalur=', title = document.title;
  const headOf = c => c.firstElementChild;
  const steps = new Map(); // answers by the heading they belong to: {to, name, text, link}
  cases.forEach(c => {
    const seen = {};
    steps.set(c, [...c.querySelectorAll('.answer>a')].map(link => {
      const to = link.hash.slice(1), again = seen[to] = (seen[to] || 0) + 1;
      return {to: cases.find(x => headOf(x).id === to), name: to + (again > 1 ? ':' + again : ''), text: link.textContent, link};
    }));
  });

  // The way as a list of answers, as far as it exists. Of a link to a heading: the shortest way there.
  function read(hash) {
    if (hash.indexOf(KEY) === 0) {
      const way = [];
      let at = cases[0];
      for (const name of decodeURIComponent(hash.slice(KEY.length)).split('/')) {
        const step = steps.get(at).find(s => s.name === name);
        if (!step) break;
        way.push(step);
        at = step.to;
      }
      return way;
    }
    if (!hash) return [];
    const ways = new Map([[cases[0], []]]);
    for (const [at, way] of ways) {
      if ('#' + headOf(at).id === hash) return way;
      steps.get(at).forEach(s => ways.has(s.to) || ways.set(s.to, [...way, s]));
    }
    return null; // a link to something else
  }

  const address = way => KEY + way.map(s => s.name).join('/');
  const make = (name, text) => Object.assign(document.createElement(name), {textContent: text});

  function summary(way, current) {
    const list = id('answers'), end = !steps.get(current).length;
    list.textContent = '';
    way.forEach((s, i) => {
      const item = make('li', ''), change = make('a', s.text);
      change.href = address(way.slice(0, i));
      item.append(make('span', headOf(i ? way[i - 1].to : cases[0]).textContent), ' ', change);
      list.append(item);
    });
    if (end) list.append(make('li', ''));
    if (end) list.lastChild.append(make('b', headOf(current).textContent));
    id('summary').hidden = !way.length;
    id('summary').classList.toggle('end', end);
    id('show').hidden = !end;
    id('so-far').hidden = end;
    const known = document.querySelector('link[rel=canonical]');
    const here = (known ? known.href : location.href.split('#')[0]) + address(way);
    id('send').href = 'https://wa.me/?text=' + encodeURIComponent([document.querySelector('h1').textContent,
      ...[...list.children].map(li => '- ' + li.textContent), here].join('\n'));
    id('copy').onclick = () => navigator.clipboard.writeText(here).then(() => { id('copied').hidden = false; });
    id('copied').hidden = true;
  }

  function show(focus) {
    let way;
    try { way = read(location.hash); } catch (e) { way = []; }
    if (!way) return;
    const current = way.length ? way[way.length - 1].to : cases[0], head = headOf(current);
    [...id('tree').children].forEach(e => { e.hidden = e !== current && (way.length > 0 || cases.includes(e)); });
    steps.get(current).forEach(s => { s.link.href = address([...way, s]); });
    id('way').hidden = !way.length;
    id('back').href = address(way.slice(0, -1));
    summary(way, current);
    document.title = way.length ? head.textContent + ' – ' + title : title;
    if (!focus) return;
    head.tabIndex = -1;
    head.focus();
  }

  id('restart').href = KEY;
  id('copy').hidden = !navigator.clipboard;
  addEventListener('hashchange', () => show(true));
  show(location.hash.length > 1);
})();
