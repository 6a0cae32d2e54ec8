// Misspellings and parts of words: loaded by search.js when a word is not found as it is typed.
window.suluhCariDekat = (index, begins, ways_of, sound, shard, key) => {
  'use strict';
  // Changes from one word to the other: letters that are mixed up, doubled or left out cost less. More than `most`: stops early.
  function distance(a, b, most) {
    if (Math.abs(a.length - b.length) > most + 1) return 9;
    const near = 'fvp kq sz yj ei ou dt cs gk bp mn ai ao'.split(' ');
    const change = (x, y) => x === y ? 0 : near.some(set => set.includes(x) && set.includes(y)) ? 0.7 : 1;
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
      for (const [term, entry] of index) {
        if (!entry.kept || term.length < 3 || Math.abs(term.length - left.length) > 2) continue;
        const d = Math.min(distance(left, term, most), heard === sound(term) ? 0.3 : 9) + cost / 100;
        if (d <= most + cost / 100) hits.push([term, d]);
        best = Math.min(best, d);
      }
    }
    for (const [term, d] of hits) if (d <= best + 0.25 && terms.size < 6) terms.set(term, 0.8 / (1 + d));
  }
  function within(word, terms) {
    for (const term of index.keys()) if (word[0].length > 3 && term.length > word[0].length && term.includes(word[0]) && terms.size < 12) terms.set(term, 0.4);
  }

  // Other parts of the index where a word with a mistake in its first letters may stand; all of a small index.
  function neighbours(word) {
    if (begins.length <= 16) return begins.map((_, i) => i);
    const w = word[0], others = [w.slice(1)];
    for (let i = 0; i < 3; i++) others.push(w.slice(0, i) + w.slice(i + 1), w.slice(0, i) + (w[i + 1] || '') + w[i] + w.slice(i + 2));
    for (const pair of ['bp', 'dt', 'gk', 'cj', 'cs', 'mn', 'lr', 'ei', 'ou']) if (pair.includes(w[0])) others.push(pair.replace(w[0], '') + w.slice(1));
    return [...new Set(others.map(other => shard(key(other))))].slice(0, 6);
  }

  return (word, terms) => {
    nearly(word, terms);
    if (!terms.size) within(word, terms);
    return neighbours(word);
  };
};
