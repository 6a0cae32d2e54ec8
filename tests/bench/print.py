#!/usr/bin/env python3
"""Measures printing: print.py SULUH SCRATCH [NAME ...]. Whole processes, screen edition only; asserts nothing but that a second run gives the same bytes.

Prints the median and best time of some builds into fresh folders (with two threads and with one), the peak of memory, the size of the files, and how far from the goal
they are. The best peer's figures (Typst 0.14, on a like machine) stand beside."""
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import struct
import sys
import time
import zlib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ENV = dict(os.environ, SOURCE_DATE_EPOCH="1795305600")
ROUNDS = int(os.environ.get("ROUNDS", "15"))
ROWS = 500

SITE = """title: Panduan JMO Sukabumi
language: id
base_url: https://suluh.example/
branch: BPJS Ketenagakerjaan Cabang Sukabumi
contact:
  phone: "175"
  hours: "Kantor cabang: Senin–Jumat, 08.00–16.00 WIB"
  website: www.bpjsketenagakerjaan.go.id
"""
PAGE = "---\ntitle: Pengkinian data\ndescription: Perbarui data Anda di aplikasi JMO\ndate: 2026-11-22\n---\n\n## Langkah\n\n1. Buka aplikasi.\n2. Perbarui data.\n"
FACTS = "sources:\n  studi:\n    title: Studi 2023\n    url: https://example.id/\nfacts:\n  jam:\n    value: 06.00–20.00 WIB\n    source: studi\n    since: 2026-01-01\n"
CHART_CSV = "status;jumlah\nMemakai JMO;2.253\nBelum memakai JMO;2.663\n"
CHART = """title: Perusahaan aktif
source: Studi 2023
date: 2022-12-31
columns:
  status: {label: Status, type: text, key: true}
  jumlah: {label: Jumlah, type: integer, unit: perusahaan}
charts:
  perusahaan_jmo:
    type: pictogram
    headline: Belum separuh perusahaan memakai JMO
    subtitle: Perusahaan aktif yang dilayani cabang Sukabumi, data 2022
    x: status
    y: jumlah
"""
ROWS_YAML = """title: Perusahaan
source: Contoh data
date: 2026-11-01
columns:
  nama: {label: Nama, type: text, key: true}
  pekerja: {label: Pekerja, type: integer, unit: orang}
"""
POSTER = """---
title: Urus JHT sendiri
description: Poster, A3
layout: poster-a3
link: panduan/pengkinian-data
lang: id
date: 2026-11-22
editions: [screen]
%sheadline: %s
subtitle: Lewat aplikasi JMO (Jamsostek Mobile), tanpa calo
action: Pindai, lalu perbarui data Anda
---

- Perbarui data sebelum perlu klaim.
- %s
- Ajukan klaim setiap hari, pukul {{fact.jam}}.

![Lebih banyak yang belum](chart:perusahaan_jmo)
"""
BODY = "Cek saldo Jaminan Hari Tua (JHT) dari rumah."


def poster():
    return POSTER % ("", "Urus JHT sendiri, gratis, dari ponsel", BODY)


def run_of(kind):
    return POSTER % (f"each: statistik/baris.csv\nrun: {kind}\n", "\"{{row.nama}}: urus JHT\"", "Untuk {{row.pekerja}} pekerja Anda. " + BODY)


def picture(width=660, height=440):
    """A PNG in soft colours, 8 bits RGB."""
    rows = b"".join(b"\0" + bytes(v for x in range(width) for v in (x * 255 // width, y * 255 // height, 90)) for y in range(height))
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts)


def section(path):
    """The part of a guide that an include names, without its links."""
    file, _, name = path.partition("#")
    text = (ROOT / "content" / file).read_text().split("---", 2)[2]
    at = text.index("{#" + name + "}")
    start = text.rindex("\n", 0, at) + 1
    level = len(text[start:]) - len(text[start:].lstrip("#"))
    end = re.search(r"^#{1,%d} " % level, text[at:], re.M)
    body = text[text.index("\n", at):at + end.start() if end else len(text)]
    return re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", body).strip()


def trifold():
    text = (ROOT / "content/cetak/brosur-klaim.md").read_text()
    text = re.sub(r"\{\{include ([^}]*)\}\}", lambda m: section(m[1].strip()), text)
    text = re.sub(r"(?m)^editions:.*\n", "", text).replace("---\n", "---\neditions: [screen]\n", 1)
    return text.replace("link: panduan/klaim-jht", "link: panduan/pengkinian-data")


def rows():
    lines = ["nama;pekerja"]
    kinds = ["PT Maju", "CV Sinar", "PT Tunas", "KUD Jaya", "UD Kita"]
    for i in range(ROWS):
        lines.append(f"{kinds[i % 5]} {i + 1};{(i * 37) % 4000 + 3}")
    return "\n".join(lines) + "\n"


SENTENCES = ["Buka aplikasi JMO, lalu masuk ke akun Anda.", "Periksa nama, tanggal lahir, dan nomor induk kependudukan satu per satu.", "Kalau ada yang salah, perbaiki dulu sebelum mengajukan klaim.",
             "Petugas resmi tidak meminta **kode OTP**, PIN, atau kata sandi.", "Kantor cabang buka Senin–Jumat, pukul 08.00–16.00 WIB.", "Uang dibayarkan paling lama lima hari kerja ke rekening Anda sendiri.",
             "Simpan [bukti pengajuan](../panduan/pengkinian-data.md) sampai uang masuk."]


def handbook():
    """About a hundred pages of A5: chapters with steps, boxes and tables."""
    out, n = ["---\ntitle: Buku panduan\nsubtitle: Semua langkah\naction: Pindai\nlayout: booklet-a5\nlink: panduan/pengkinian-data\nlang: id\ndate: 2026-11-22\neditions: [screen]\n---\n\n## Gratis {#contact}\n\nTanpa calo.\n\n## Bantuan {#help}\n\nTelepon 175.\n"], 0

    def words(count):
        nonlocal n
        n += count
        return " ".join(SENTENCES[(n + k) * (k + 3) % 7] for k in range(count))

    for chapter in range(1, 17):
        out.append(f"# Urusan nomor {chapter}\n\n{words(4)}\n")
        for part in range(1, 4):
            out.append(f"## Bagian {chapter}.{part}\n\n{words(6)}\n\n{words(5)}\n")
            out += [f"{i}. {words(2)}" for i in range(1, 7)]
            out.append(f"\n> [!PENTING]\n> {words(2)}\n")
            out.append("\n| No | Layanan | Hari |\n|---:|---|---|\n" + "".join(f"| {i} | Layanan nomor {i * 17} | Senin–Jumat |\n" for i in range(1, 9)))
    return "\n".join(out)


# name: goal and peer in milliseconds, KB, MiB; what makes it
CASES = {
    "trifold": ((12, 600, None), (121, 1100, None), trifold),
    "poster": ((10, None, None), (121, None, None), poster),
    "handbook": ((60, 500, None), (540, 1850, None), handbook),
    "posters-in-one-file": ((150, 2500, 40), (1000, 6900, 348), lambda: run_of("one")),
    "posters-as-files": ((500, None, None), (2600, None, None), lambda: run_of("files")),
}


def templates(folder, pictured):
    """The product's own; a poster with a picture below a lower chart for the runs."""
    if not pictured:
        os.symlink(ROOT / "templates", folder / "templates")
        return
    shutil.copytree(ROOT / "templates", folder / "templates")
    layout = (ROOT / "templates/print/poster-a3.svg").read_text()
    figure = re.search(r'<rect class="frame figure".*?height="206"/>', layout)[0]
    image = '<image href="content:gambar/kantor.png" x="160" y="330" width="117" height="54" frame:alt="Kantor cabang"/>'
    (folder / "templates/print/poster-a3.svg").write_text(layout.replace(figure, figure.replace('"206"', '"148"').replace('frame:distance="0.8"', 'frame:distance="0.5"') + image))


def make_site(folder, name):
    shutil.rmtree(folder, ignore_errors=True)
    make = CASES[name][2]
    files = {"site.yaml": SITE, "fakta.yaml": (ROOT / "content/fakta.yaml").read_text() if name == "trifold" else FACTS, "index.md": "---\ntitle: Depan\ndescription: D\n---\n\nIsi.\n", "panduan/pengkinian-data.md": PAGE,
             "statistik/jmo.csv": CHART_CSV, "statistik/jmo.yaml": CHART, "cetak/poster.md": make()}
    if "each:" in files["cetak/poster.md"]:
        files |= {"statistik/baris.csv": rows(), "statistik/baris.yaml": ROWS_YAML, "gambar/kantor.png": picture()}
    for path, text in files.items():
        (folder / "content" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "content" / path).write_bytes(text if isinstance(text, bytes) else text.encode())
    templates(folder, "each:" in files["cetak/poster.md"])


def build(suluh, site, out, jobs):
    """(seconds, CPU seconds, peak KiB)"""
    started = time.perf_counter()
    process = subprocess.Popen([suluh, "build", "--site", site, "--output", out, "--jobs", str(jobs)], env=ENV, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    err = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    if status:
        sys.exit(f"suluh failed: {err.decode()[-2000:]}")
    return time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def pdfs(out):
    return {f.relative_to(out): f.read_bytes() for f in sorted(out.rglob("*.pdf"))}


def over(value, goal):
    return f"{value / goal:5.2f}x" if goal else "     -"


def measure(suluh, scratch, name):
    goal, peer, _ = CASES[name]
    site = scratch / name
    make_site(site, name)
    first = None
    for jobs in (2, 1):
        times = []
        for _ in range(ROUNDS):
            out = scratch / f"out-{time.monotonic_ns()}"
            times.append(build(suluh, site, out, jobs))
            files = pdfs(out)
            if first is not None and files != first:
                sys.exit(f"{name}: another run gives other bytes")
            first = files
            shutil.rmtree(out)
        wall = [t[0] * 1000 for t in times]
        size = sum(len(d) for d in first.values()) / 1000
        memory = max(t[2] for t in times) / 1024
        middle = statistics.median(wall)
        print(f"{name:20s} {jobs:7d} {len(first):6d} {middle:8.1f} {min(wall):8.1f} {statistics.median(t[1] for t in times) * 1000:8.1f} {over(middle, goal[0])}"
              f" {peer[0]:8.0f} {size:8.0f} {over(size, goal[1])} {memory:7.1f} {over(memory, goal[2])}", flush=True)


def main():
    suluh, scratch = (pathlib.Path(a).resolve() for a in sys.argv[1:3])
    scratch.mkdir(parents=True, exist_ok=True)
    print("what                 threads  files   median     best      CPU   goal    peer ms       KB   goal     MiB   goal")
    for name in sys.argv[3:] or CASES:
        measure(suluh, scratch, name)


main()
