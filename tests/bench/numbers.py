#!/usr/bin/env python3
"""Measures tables and indicators: numbers.py SULUH CC BUILD SCRATCH [ROWS]. Prints ratios; asserts nothing.

A table of a million rows: the whole build against `wc -l` and a plain parse of the same file by libcsv (libcsv-dev), all in one run, each the best of
three. Then 100 indicators over 100,000 rows, and the same with groups, over a build without them."""
import os
import pathlib
import random
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ENV = dict(os.environ, SOURCE_DATE_EPOCH="1795305600")
ROUNDS = 3
DISTRICTS = ["Baros", "Cibeureum", "Cikole", "Citamiang", "Gunung Puyuh", "Lembursitu", "Warudoyong"]

PARSER = r"""
#include <csv.h>
#include <stdio.h>
static size_t fields, rows;
static void field(void *text, size_t len, void *context) { (void)text; (void)len; (void)context; fields++; }
static void row(int end, void *context) { (void)end; (void)context; rows++; }
int main(int count, char **names)
{
    static char bytes[1 << 16];
    struct csv_parser parser;
    FILE *in = count > 1 ? fopen(names[1], "rb") : NULL;
    if (!in || csv_init(&parser, 0)) return 1;
    csv_set_delim(&parser, ';');
    for (size_t got; (got = fread(bytes, 1, sizeof bytes, in)) > 0;)
        if (csv_parse(&parser, bytes, got, field, row, NULL) != got) return 1;
    csv_fini(&parser, field, row, NULL);
    csv_free(&parser);
    fclose(in);
    printf("%zu %zu\n", rows, fields);
    return 0;
}
"""

COLUMNS = """title: Kunjungan
source: rekaan untuk mengukur
date: 2026-01-31
columns:
  nomor: {label: Nomor, type: integer, key: true}
  kecamatan: {label: Kecamatan}
  tanggal: {label: Tanggal, type: date}
  kunjungan: {label: Kunjungan, type: integer, unit: kali}
  biaya: {label: Biaya, type: integer, unit: rupiah}
"""


def run(command):
    """(seconds, processor seconds, peak KiB)."""
    started = time.perf_counter()
    process = subprocess.Popen([str(c) for c in command], env=ENV, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    err = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    if status:
        sys.exit(f"{command[0]} failed: {err.decode()[-2000:]}")
    return time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def best(command, output=None):
    """Best of some rounds, each into a fresh folder."""
    results = []
    for _ in range(ROUNDS):
        results.append(run(command))
        if output:
            output.rename(output.with_name(f"{output.name}-{time.monotonic_ns()}"))
    return tuple(min(column) for column in zip(*results))


def write_rows(path, rows):
    rng = random.Random(rows)
    with open(path, "w", encoding="utf-8") as out:
        out.write("nomor;kecamatan;tanggal;kunjungan;biaya\n")
        for number in range(1, rows + 1):
            visits = "" if rng.random() < 0.02 else rng.randrange(100)
            cost = f"{rng.randrange(1, 2000) * 1000:,}".replace(",", ".")
            out.write(f"{number};{rng.choice(DISTRICTS)};20{rng.randrange(20, 26)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d};{visits};{cost}\n")


def make_site(folder, rows, indicators=""):
    tables = folder / "content/statistik"
    tables.mkdir(parents=True)
    os.symlink(ROOT / "templates", folder / "templates")
    (folder / "content/site.yaml").write_text("name: Ukuran\ntitle: Ukuran\nbranch: Cabang\ndescription: Situs untuk mengukur.\nlanguage: id\nextras: []\n")
    (folder / "content/index.md").write_text("---\ntitle: Beranda\ndescription: Beranda dari situs yang tabelnya besar.\n---\n\nHalo.\n")
    write_rows(tables / "kunjungan.csv", rows)
    (tables / "kunjungan.yaml").write_text(COLUMNS + indicators)
    return tables / "kunjungan.csv"


def build(suluh, site, scratch, threads=None):
    out = scratch / "out"
    return best([suluh, "build", "--site", site, "--output", out] + (["--jobs", threads] if threads else []), out)


def million(suluh, parser, scratch, rows):
    site = scratch / "million"
    table = make_site(site, rows)
    wc, parse = best(["wc", "-l", table]), best([parser, table])
    print(f"{rows} rows, {table.stat().st_size / 1e6:.1f} MB: wc -l {wc[0] * 1000:.0f} ms, libcsv {parse[0] * 1000:.0f} ms ({parse[1] * 1000:.0f} ms of processor time)")
    allowed, allowed_cpu = 2 * wc[0] + 2 * parse[0], 2 * wc[1] + 2 * parse[1]
    for what, command in (("read and check", [suluh, "check", "--site", site]), ("build", None)):
        took, cpu, memory = best(command) if command else build(suluh, site, scratch)
        print(f"  {what:15s} {took * 1000:6.0f} ms = {took / allowed:4.2f} x (2 wc + 2 libcsv)   processor {cpu * 1000:6.0f} ms = {cpu / allowed_cpu:4.2f} x   {memory / 1024:5.1f} MiB")


def indicators(suluh, scratch):
    rows, count = 100_000, 100
    plain = "".join(f"  i{i}: {{label: L, formula: 'sum(kunjungan where kecamatan = \"{DISTRICTS[i % 7]}\" and year(tanggal) = {2020 + i % 6})'}}\n" for i in range(count))
    grouped = "".join(f"  i{i}: {{label: L, formula: sum(biaya), by: [kecamatan, year(tanggal)]}}\n" for i in range(count))
    changed = "".join(f"  i{i}: {{label: L, formula: 'percent_change(sum(biaya where kecamatan = \"{DISTRICTS[i % 7]}\"), year)'}}\n" for i in range(count))
    base = None
    for name, formulas in (("none", ""), ("sum where", plain), ("by two columns", grouped), ("percent_change", changed)):
        site = scratch / f"indicators-{name.replace(' ', '-')}"
        make_site(site, rows, "indicators:\n" + formulas if formulas else "")
        took = best([suluh, "check", "--site", site])[1]
        if base is None:
            base = took
        else:
            print(f"  {count} indicators ({name}) over {rows} rows: {(took - base) * 1000:.0f} ms")


def main():
    suluh, compiler, folder, scratch = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]), pathlib.Path(sys.argv[4])
    rows = int(sys.argv[5]) if len(sys.argv) > 5 else 1_000_000
    scratch.mkdir(parents=True, exist_ok=True)
    source, parser = folder / "libcsv.c", folder / "libcsv"
    source.write_text(PARSER)
    if subprocess.run([compiler, "-O2", "-o", parser, source, "-lcsv"], stderr=subprocess.DEVNULL).returncode:
        print("numbers: libcsv-dev is not installed: the million rows are not measured")
    else:
        million(suluh, parser, scratch, rows)
    indicators(suluh, scratch)


if __name__ == "__main__":
    main()
