// Numbers and dates as ICU writes them in Indonesian (CLDR, locale id-ID): what tests/unit/data_icu.c compares ours with.
// node tests/icu.mjs > tests/spec/icu_id.txt; tests/program/figures.py says when another ICU writes other texts.
let seed = 20261122n;
const chance = (below) => {
  seed = (seed * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
  return Number((seed >> 33n) % BigInt(below));
};
const number = new Intl.NumberFormat('id-ID', {maximumFractionDigits: 20});
const percent = new Intl.NumberFormat('id-ID', {style: 'percent', minimumFractionDigits: 2, maximumFractionDigits: 2});
const rupiah = new Intl.NumberFormat('id-ID', {style: 'currency', currency: 'IDR', minimumFractionDigits: 2});
const date = new Intl.DateTimeFormat('id-ID', {dateStyle: 'long', timeZone: 'UTC'});
const full = new Intl.DateTimeFormat('id-ID', {dateStyle: 'full', timeZone: 'UTC'});
const month = new Intl.DateTimeFormat('id-ID', {month: 'long', year: 'numeric', timeZone: 'UTC'});

const integers = [0, 1, 9, 10, 99, 100, 999, 1000, 1001, 9999, 10000, 99999, 100000, 999999, 1000000, 4916, 2253, 15000000, 123456789012];
for (let i = 0; i < 60; i++) integers.push(chance(10 ** (1 + chance(9))));
for (const value of integers) for (const sign of ['', '-']) if (value || !sign) console.log(`number|${sign}${value}|${number.format(sign + value)}`);
for (let i = 0; i < 80; i++) {
  const text = `${chance(2) ? '-' : ''}${chance(10 ** (1 + chance(6)))}.${chance(1000)}${1 + chance(9)}`;
  console.log(`number|${text}|${number.format(text)}`);
}
for (const text of ['0', '1', '45.83', '54.17', '100', '99.99', '-3.5', '12.345', '1234.5', '0.01']) {
  const hundredth = (BigInt(Math.round(Number(text) * 1e6))).toString().replace('-', '').padStart(9, '0');
  console.log(`percent|${text}|${percent.format((text[0] === '-' ? '-' : '') + hundredth.slice(0, -8) + '.' + hundredth.slice(-8))}`);
}
for (let i = 0; i < 40; i++) {
  const value = `${chance(2) ? '-' : ''}${chance(10 ** (1 + chance(9)))}${chance(3) ? '' : '.' + (1 + chance(9)) + (1 + chance(9))}`;
  console.log(`rupiah|${value}|${rupiah.format(value)}`);
}
const days = ['2026-11-22', '2026-11-23', '2024-02-29', '2000-01-01', '1999-12-31', '2027-01-01'];
for (let m = 1; m <= 12; m++) days.push(`2025-${String(m).padStart(2, '0')}-${String(1 + chance(28)).padStart(2, '0')}`);
for (let i = 0; i < 60; i++) days.push(new Date(Date.UTC(1900, 0, 1 + chance(100000))).toISOString().slice(0, 10));
for (const day of days) {
  const at = new Date(day + 'T00:00:00Z');
  console.log(`date|${day}|${date.format(at)}\nfull|${day}|${full.format(at)}\nmonth|${day}|${month.format(at)}`);
}
