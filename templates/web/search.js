// The search page: reads the index that suluh wrote beside it (generator/web/search.h says its form) and shows what it finds, as one types.
// Parts of the index are script files that call suluhCari(), because pages opened from disk may not fetch anything else.
(() => {
  'use strict';
  const [field, status, results, ways, none, other] = ['q', 'status', 'found', 'ways', 'none', 'other'].map(id => document.getElementById('site-' + id));
  if (!field || !status || !results || !ways) return;
  const said = status.dataset;
  
  // ---- loading ----

  // A part tells how the pages are numbered. One that counts otherwise than the table, or is gone, is of another build (an old copy in some
  // cache): then all is asked for anew, under an address that no cache knows.
  const OTHER = {}, parts = {}, loading = {};
  window.suluhCari = (name, stamp, data) => { parts[name] = [stamp, data]; };
  const run = file => loading[file] = loading[file] || new Promise((done, fail) => {
    const script = document.createElement('script');
    script.src = file;
    script.onload = done;
    script.onerror = () => { loading[file] = 0; fail(); };
    document.head.append(script);
  });
  let address = said.version, numbering;
  function renew(asked) {
    if (asked === address) {
      address += '-';
      begins = 0;
      for (const old of [known, same, read]) old.clear();
    }
    throw OTHER;
  }
  const load = (name, first, asked = address) => run(name + '.js?v=' + asked).then(() => {
    const [stamp, data] = parts[name];
    if (first) numbering = stamp;
    return stamp === numbering ? data : renew(asked);
  }, () => renew(asked));

  let phrases, pages, together, begins, endings, prefixes, stops;
  const start = () => load('i', true).then(data => {
    if (begins) return;
    let keys, table;
    [phrases, pages, together, keys, table, stops] = data;
    table = table.split('|').map(kind => kind ? kind.split(' ').map(row => row.split(',')) : []);
    prefixes = table.pop();
    endings = table;
    stops = new Set(stops.split(' '));
    begins = keys.split('|');
  });

  let guess;
  const load_guess = () => run(said.near).then(() => guess = guess || window.suluhCariDekat(known, read, ways_of, sound, name => shard(key(name))));

  // ---- words ----

  const plain = text => text.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f\u00ad'’]/g, '');
  const letters = /(?:[a-z]|[^\x00-\xbf×÷\u2000-\u2bff\u3000-\u3004\ue000-\uf8ff])+|\d+/g;
  // A short beginning before a hyphen belongs to what follows: e-KTP is ektp or ktp.
  function words_in(text) {
    const words = [];
    let short = '', m;
    text = plain(text).replace(/(\d)\.(?=\d{3}(?!\d))/g, '$1');
    letters.lastIndex = 0;
    while ((m = letters.exec(text))) {
      const word = m[0], joined = short && short !== word ? short + word : '';
      if (joined && words.length && words[words.length - 1][0] === short) words.pop();
      short = word.length < 5 && /[a-z]-[a-z]/.test(text.slice(letters.lastIndex - 1, letters.lastIndex + 2)) ? word : '';
      if (word.length > 1) words.push(joined ? [joined, word] : [word]);
      else if (joined) words.push([joined]);
    }
    return words;
  }
  const vowels = word => word.replace(/[^aiueo]/g, '').length;

  // Every way of taking affixes off, [what is left, cost]: as generator/data/fold.c.
  function ways_of(word) {
    const all = [];
    const cut = (left, cost, relax, bit, depth, prefixed) => {
      all.push([left, cost + (left.length < 3 ? 6 : left.length < 4 ? 1 : 0) - (relax && vowels(left) > 1 ? 12 : 0)]);
      if (depth < 3) for (const [written, restored, before, price, without] of prefixes) {
        if (!left.startsWith(written) || left.length < written.length + 2 || (without & bit && !prefixed)) continue;
        const rest = left.slice(written.length);
        if (before === '1' ? vowels(rest) !== 1 : before && before.includes(rest[0]) === (before[0] === '!')) continue;
        cut(restored + rest, cost + +price, relax, bit, depth + 1, true);
      }
    };
    const end = (left, kind, cost, relax, bit) => {
      if (kind === 3) return cut(left, cost, relax, bit, 0, false);
      end(left, kind + 1, cost, relax, bit);
      endings[kind].forEach(([written, price], i) => {
        const stem = left.slice(0, -written.length);
        if (left.endsWith(written) && stem.length > 1 && !(written === 'i' && stem.endsWith('i'))) end(stem, kind + 1, cost + +price, kind === 2 && written === 'an', kind === 2 ? 1 << i : 0);
      });
    };
    if (/^[a-z]{2,48}$/.test(word)) end(word, 0, 0, false, 0);
    else all.push([word, 0]);
    return all.sort((a, b) => a[1] - b[1]);
  }

  // What a word is filed under: fold_key() of generator/data/fold.c.
  function key(word) {
    if (/[^\x00-\x7f]/.test(word)) return 's';
    if (/^[a-z]{2,48}$/.test(word)) {
      for (const kind of endings) {
        const row = kind.find(([written]) => word.length >= written.length + 4 && word.endsWith(written));
        if (row) word = word.slice(0, -row[0].length);
      }
      for (let depth = 0; depth < 3; depth++) {
        let most = 0;
        for (const [written, , before, price] of prefixes) {
          const len = written.length;
          if (len <= most || price > 16 || before === '1' || word.length < len + (price < 12 ? 4 : 3) || !word.startsWith(written)) continue;
          if (!before || before.includes(word[len]) !== (before[0] === '!')) most = len;
        }
        if (!most) break;
        word = word.slice(most);
      }
    }
    word = sound(word);
    return (/^[kpstc][aiueo]/.test(word) ? word.slice(1) : word).slice(0, 6);
  }
  // One letter for those that are mixed up.
  const sound = word => word.replace(/sy/g, 's').replace(/oe/g, 'u').replace(/h/g, '').replace(/[fv]/g, 'p').replace(/q/g, 'k').replace(/z/g, 's').replace(/y/g, 'j').replace(/(.)\1+/g, '$1');

  // ---- the index ----

  const known = new Map(), same = new Map(), read = new Set();
  const value = (text, at) => { const c = text.charCodeAt(at); return c - 35 - (c > 92) - (c > 60); };
  function unpack(number, [text, synonyms, range]) {
    if (range !== begins[number] + ' ' + (begins[number + 1] || '')) renew(address);
    if (read.has(number)) return;
    read.add(number);
    let at = 0, word = '';
    const digits = count => { let n = 0; while (count--) n = n * 90 + value(text, at++); return n; };
    const next = () => { const v = digits(1); return v < 60 ? v : v < 88 ? 60 + (v - 60) * 90 + digits(1) : v < 89 ? 2580 + digits(2) : 10680 + digits(4); };
    while (at < text.length) {
      const head = digits(1), more = head % 10, len = more < 9 ? more : 9 + next();
      word = word.slice(0, head / 10 | 0) + text.slice(at, at += len);
      const entry = { kept: next(), total: next(), of: [] };
      for (let i = 0, page = 0; i < entry.kept; i++) {
        page += next();
        const v = digits(1);
        entry.of.push([page++, v / 15 | 0, v % 15 < 14 ? v % 15 : next()]);
      }
      known.set(word, entry);
    }
    for (const group of synonyms.split(';')) same.set(group.split(',')[0], group.split(',').slice(1));
  }
  const shard = name => { let i = begins.length - 1; while (i > 0 && begins[i] > name) i--; return i; };
  const fetch_shards = numbers => Promise.all(numbers.map(n => load('s' + n).then(data => unpack(n, data))));
  // The parts that may have the word: one for most words, at most four.
  const shards_of = word => [...new Set(word.flatMap(w => ways_of(w).map(([left]) => shard(key(left)))))].slice(0, 4);

  // ---- what a word may mean ----

  function exactly(word, terms) {
    for (const w of word) {
      const roots = ways_of(w).filter(([left]) => known.has(left));
      for (const [left, cost] of roots) if (cost <= roots[0][1] + 2) terms.set(left, Math.max(terms.get(left) || 0, left === roots[0][0] ? 1 : 0.6));
    }
  }
  function beginnings(word, terms) {
    const stems = word.flatMap(w => ways_of(w).filter(([left, cost]) => left === w || (left.length > 2 && cost < 14)).map(([left]) => left));
    const hits = [...known.keys()].filter(term => !terms.has(term) && known.get(term).kept && stems.some(stem => term.startsWith(stem)));
    for (const term of hits.sort((a, b) => a.length - b.length).slice(0, 12)) terms.set(term, 0.5);
  }
  // The terms of a word with their weight, and whether it had to be guessed.
  async function understand(word, unfinished) {
    const terms = new Map();
    await fetch_shards(shards_of(word));
    exactly(word, terms);
    if (terms.size) {
      if (unfinished) beginnings(word, terms);
      return [word, terms];
    }
    if (unfinished) {
      beginnings(word, terms);
      if (terms.size && word[0].length < 5) return [word, terms];
    }
    if ([...known.keys()].some(term => term.startsWith(word[0] + ' '))) return [word, terms];
    const guessed = !terms.size, guess = await load_guess();
    for (const others = guess(word, terms); !terms.size && others.length;) {
      await fetch_shards(others.splice(0, 2));
      guess(word, terms);
    }
    return [word, terms, guessed];
  }

  // "telepon genggam": a synonym of two words.
  function pairs(list) {
    const names = ([word, terms]) => [...terms.keys(), ...word];
    list.forEach((one, i) => {
      const before = list[i - 1];
      if (i) for (const first of names(before)) for (const second of names(one)) if (known.has(first + ' ' + second)) for (const [, terms] of [before, one]) {
        for (const [term, weight] of terms) if (weight < 1) terms.delete(term);
        terms.set(first + ' ' + second, 1);
      }
    });
  }

  // ---- ranking ----

  // The pages by their scores, and the phrase whose answer comes first.
  function rank(list) {
    const scores = new Map(), phrased = new Map();
    for (const [, terms] of list) {
      const best = new Map();
      for (const [term, weight] of terms) {
        const entry = known.get(term), rare = Math.log(1 + (pages - entry.total + 0.5) / (entry.total + 0.5)) + 0.1;
        for (const [page, level, section] of entry.of) {
          const score = rare * weight * (level + 1), old = best.get(page);
          if (!old || old[0] < score) best.set(page, [score, section, level, weight]);
        }
      }
      for (const [page, [score, section, level, weight]] of best) {
        if (page < phrases) {
          const [need, have] = phrased.get(page) || [level + 1, 0];
          if (weight >= 0.5) phrased.set(page, [need, have + 1]);
          continue;
        }
        const one = scores.get(page) || { at: page - phrases, score: 0, hits: 0, parts: [] };
        one.score += score;
        one.hits++;
        one.parts[section] = (one.parts[section] || 0) + score;
        scores.set(page, one);
      }
    }
    const all = [...scores.values()];
    for (const one of all) one.score *= (one.hits / list.length) ** 2;
    return [all.sort((a, b) => b.score - a.score || a.at - b.at), [...phrased].filter(([, [need, have]]) => have >= need).sort((a, b) => b[1][0] - a[1][0])[0]];
  }

  // ---- showing ----

  const say = (name, values) => said[name].replace(/\{(\w)\}/g, (all, letter) => values[letter] ?? all);
  const make = (tag, text = '', className) => {
    const element = document.createElement(tag);
    element.textContent = text;
    if (className) element.className = className;
    return element;
  };

  function is_hit(word, wanted) {
    word = plain(word);
    for (const term of wanted.roots) if (word === term || (word.includes(term.slice(1)) && ways_of(word).some(([left]) => left === term))) return true;
    return wanted.starts.some(start => start.length > 2 && word.startsWith(start));
  }
  // The text as nodes, with marks around what was looked for.
  function marked(into, text, wanted) {
    let from = 0;
    for (const m of text.matchAll(/[\p{L}\p{N}]+/gu)) if (is_hit(m[0], wanted)) {
      into.append(text.slice(from, m.index), make('mark', m[0]));
      from = m.index + m[0].length;
    }
    into.append(text.slice(from));
  }
  // The part of the text with the first words that were looked for.
  function snippet(text, wanted) {
    let at = -1;
    for (const m of text.matchAll(/[\p{L}\p{N}]+/gu)) if (is_hit(m[0], wanted)) { at = m.index; break; }
    if (at < 0) return '';
    let from = at < 60 ? 0 : text.lastIndexOf(' ', at - 40) + 1, to = from + 170 < text.length ? text.lastIndexOf(' ', from + 170) : text.length;
    if (to <= at) to = text.length;
    return (from ? '… ' : '') + text.slice(from, to) + (to < text.length ? ' …' : '');
  }

  function show_one(item, one, [title, url, description, sections], wanted) {
    const best = one.parts.indexOf(Math.max(...one.parts.filter(score => score)));
    const [id, heading, text] = sections[best] || sections[0] || ['', '', ''];
    const link = make('a'), body = make('span', '', 'row-text'), name = make('b');
    link.href = id ? url + '#' + id : url;
    marked(name, heading ? title + ' – ' + heading : title, wanted);
    let words = snippet(text, wanted) || snippet(description, wanted);
    for (const section of sections) words = words || snippet(section[2], wanted);
    const line = make('span');
    marked(line, words || description, wanted);
    body.append(name, line);
    link.append(body);
    item.append(link);
    item.className = '';
  }

  // Each page's text is loaded when its place comes into view.
  const STEP = 8;
  function show_more(list, all, from, wanted, mine) {
    const fill = (item, one) => {
      const page = one.at % together;
      return load('d' + (one.at - page) / together).then(data => { if (mine === turn && data[page] && !item.firstChild) show_one(item, one, data[page], wanted); }, again);
    };
    const seen = new IntersectionObserver(entries => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) {
        seen.unobserve(target);
        fill(target, all[[...list.children].indexOf(target)]);
      }
    });
    for (const one of all.slice(from, from + STEP)) seen.observe(list.appendChild(make('li', '', 'waits')));
    if (all.length <= from + STEP) return;
    const button = make('button', said.more, 'button');
    button.type = 'button';
    button.onclick = () => {
      button.remove();
      show_more(list, all, from + STEP, wanted, mine);
      const item = list.children[from + STEP];
      fill(item, all[from + STEP]).then(() => item.firstChild?.focus());
    };
    results.append(button);
  }

  function show_answer(phrase, mine) {
    const card = make('section', '', 'answer');
    card.setAttribute('aria-label', said.answer);
    results.append(card);
    load('a').then(([of, answers]) => {
      if (mine !== turn) return;
      const [title, text, url, page] = answers[of[phrase]];
      card.append(make('p', title), make('p', text, 'answer-text'));
      if (!url) return;
      const link = make('a', page);
      link.href = url;
      card.append(link);
    }, again);
  }

  let turn = 0, renewed;
  // Once: the parts in some cache were those of another build.
  const again = reason => reason === OTHER && !renewed && (renewed = true, show(), true);
  async function show() {
    const mine = ++turn, text = field.value.trim(), unfinished = !/\s$/.test(field.value);
    try { history.replaceState(null, '', text ? '?q=' + encodeURIComponent(text) : location.pathname); } catch (e) { /* from disk */ }
    if (other) {
      other.hidden = !text;
      other.firstChild.search = '?q=' + encodeURIComponent(text);
    }
    if (!text) {
      results.textContent = status.textContent = '';
      ways.hidden = false;
      if (none) none.hidden = true;
      return;
    }
    try {
      await start();
      let words = words_in(text).slice(0, 12);
      const telling = words.filter(word => !stops.has(word[0]));
      if (telling.length) words = telling;
      const list = await Promise.all(words.map((word, i) => understand(word, unfinished && i === words.length - 1)));
      if (mine !== turn) return;
      pairs(list);
      const [all, answer] = rank(list), wanted = { roots: new Set(), starts: [] };
      for (const [, terms] of list) for (const term of terms.keys()) for (const root of [term, ...same.get(term) || []].join(' ').split(' ')) wanted.roots.add(root);
      const [last, , unsure] = list[list.length - 1] || [];
      if (unfinished && last && !unsure) wanted.starts = last;
      const likely = list.filter(([, terms, guessed]) => guessed && terms.size).map(([, terms]) => terms.keys().next().value);
      results.textContent = '';
      if (answer) show_answer(answer[0], mine);
      if (all.length) {
        const rows = make('ol', '', 'rows');
        results.append(rows);
        show_more(rows, all, 0, wanted, mine);
      }
      ways.hidden = all.length;
      if (none) none.hidden = all.length || answer;
      const values = { n: all.length, q: text, w: likely.join(', ') };
      status.textContent = (all.length ? say(all.length > 1 ? 'many' : 'one', values) : answer ? '' : say('none', values)) + (likely.length ? ' ' + say('like', values) : '');
    } catch (reason) {
      if (mine === turn && !again(reason)) status.textContent = said.error;
    }
  }

  let timer;
  field.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(show, 150); });
  field.addEventListener('focus', () => start().catch(() => {}), { once: true });
  field.form.addEventListener('submit', event => { event.preventDefault(); clearTimeout(timer); show(); });
  const asked = new URLSearchParams(location.search).get('q');
  if (asked) { field.value = asked; show(); }
})();
