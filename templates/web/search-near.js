// Misspellings and parts of words: loaded by search.js when a word is not found as it is typed.
window.suluhCariDekat = (known, read, ways_of, sound, shard) => {
  'use strict';
  const mixed = 'fvp kq sz yj ei ou dt cs gk bp mn ai ao uw cj lr'.split(' ');
  // Changes from one word to the other: letters that are mixed up, doubled or left out cost less. More than `most`: stops early.
  function distance(a, b, most) {
    if (Math.abs(a.length - b.length) > most + 1) return 9;
    const change = (x, y) => x === y ? 0 : mixed.some(set => set.includes(x) && set.includes(y)) ? 0.7 : 1;
    const loss = (s, i) => s[i] === s[i - 1] ? 0.4 : s[i] === 'h' || (s[i] === 'k' && i === s.length - 1) ? 0.5 : 1;
    let older, old = [0], row;
    for (let j = 1; j <= b.length; j++) old[j] = old[j - 1] + loss(b, j - 1);
    for (let i = 1; i <= a.length; i++) {
      row = [old[0] + loss(a, i - 1)];
      for (let j = 1; j <= b.length; j++) {
        row[j] = Math.min(old[j - 1] + change(a[i - 1], b[j - 1]), old[j] + loss(a, i - 1), row[j - 1] + loss(b, j - 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], older[j - 2] + 0.9);
      }
      if (Math.min(...row) > most) return 9;
      older = old;
      old = row;
    }
    return old[b.length];
  }
  const allowed = len => len < 4 ? (len < 3 ? 0 : 0.7) : len < 8 ? 1 : 2;

  function nearly(word, terms) {
    let best = 9;
    const hits = [];
    for (const w of word) for (const [left, cost] of ways_of(w).slice(0, 8)) {
      const most = allowed(left.length), heard = sound(left);
      if (left.length < 3 || /\d/.test(left)) continue;
      for (const [term, entry] of known) {
        if (!entry.kept || term.length < 3 || Math.abs(term.length - left.length) > 2) continue;
        const d = Math.min(distance(left, term, most), heard === sound(term) ? 0.3 : 9) + cost / 100;
        if (d <= most + cost / 100) hits.push([term, d]);
        best = Math.min(best, d);
      }
    }
    for (const [term, d] of hits) if (d <= best + 0.25 && terms.size < 6) terms.set(term, 0.8 / (1 + d));
  }
  function within(word, terms) {
    for (const term of known.keys()) if (word[0].length > 3 && term.length > word[0].length && term.includes(word[0]) && terms.size < 12) terms.set(term, 0.4);
  }

  // Other parts of the index where a word with a mistake in its first letters may stand, the likely ones first.
  function neighbours(word) {
    const w = word[0], others = [], put = (i, letters, length) => others.push(w.slice(0, i) + letters + w.slice(i + length));
    for (let i = 0; i < 3; i++) {
      for (const pair of mixed) if (pair.length < 3 && pair.includes(w[i])) put(i, pair.replace(w[i], ''), 1);
      put(i, '', 1);
      put(i, (w[i + 1] || '') + w[i], 2);
    }
    return [...new Set(others.map(shard))].filter(part => !read.has(part)).slice(0, 6);
  }

  return (word, terms) => {
    nearly(word, terms);
    if (!terms.size) within(word, terms);
    return neighbours(word);
  };
};
