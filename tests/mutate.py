#!/usr/bin/env python3
"""Damages a good site at random, a little at a time, and runs suluh on it: every run must end by itself with status 0 or 2, within
the limit, without a sanitizer's report; with status 2 there is a message and the output is as it was.

mutate.py --suluh PATH [--site DIR] [--runs N] [--seconds S] [--seed N] [--keep DIR]
In: a program (best one with sanitizers) and a site (this repository's; where a site has no templates, with this repository's). Out: one line a finding; the damaged files of each finding go
to DIR. Run number R of seed S is always the same damage: --seed S --first R --runs 1 repeats it."""
import argparse
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
from harness import EXTRAS, Options, ROOT, EPOCH, tree, without_manifest  # noqa: E402

LIMIT = 10  # seconds a run may take; a program with sanitizers on a busy machine gets six times as long

# What a text may meet, by the end of its name. Bytes that mean something to the reader of such a file.
TOKENS = {
    ".md": ["---\n", "{{", "}}", "{{fact.x}}", "{{include index.md}}\n", "{{include panduan/klaim-jht.md#syarat}}\n", "> [!PENTING]\n> ", "|", "|-|-|\n", "| a | b |\n|---|:-:|\n| c | d |\n", "![x](chart:perusahaan)", "![x](qr:panduan/klaim-jht)",
            "![x](gambar/x.png)", "[x](#y)", "[x](javascript:y)", "[a]: /b\n", "{#a}", "# ", "###### ", "- ", "1. ", "999999999. ", "> ", "```\n", "    ", "\t", "***", "<b>", "&#0;", "&amp;", "\\", "\r\n", "\u4e2d", "\U0001f600", "\u0627\u0644", "\u00ad", "\u200b", "\u202e", "e\u0301"],
    ".yaml": [": ", "- ", "[", "]", "{", "}", "&a ", "*a", "!!str ", "|\n", ">\n", "'", '"', "#", "\t", "---\n", "...\n", "null", "~", "true", "2026-02-30", "1e999", "-1", "0x1f", "99999999999999999999", ".inf", "<<: *a\n", "? ", "{{fact.x}}", "{{site.title}}", "\u0085", "\u2028", "where", "sum(", ") / 0", "share(", "\\", "\r"],
    ".csv": [";", ",", "\t", '"', '""', "\r\n", "\n\n", ".", "1.000", "1,5", "-", "1e5", "99999999999999999999999999", "%", " ", "\ufeff", "sep=;\n", "\u00a0", "'", "=1+1", "\0"],
    ".svg": ["<g>", "</g>", "<!--", "]]>", "<![CDATA[", "&lt;", "&#1;", "NaN", "1e39", "-1", "0", "%", "mm", "em", "url(#a)", "#", "M", "z", "A1 1 0 0 1 ", "matrix(1 0 0 1 0 0) ", "scale(0) ", "rotate(", "tal:repeat=\"x y\" ", "frame:flow=\"body\" ", "<use href=\"#a\" id=\"a\"/>", "<rect/>", "<text>x</text>", "<image href=\"x\"/>", "{", "}", ";", ":", "font-size: 0", "99999999999"],
    ".xhtml": ["<b>", "</b>", "<!--", "<script>", "tal:", "metal:", "tal:content=\"page/title\" ", "tal:repeat=\"x site/nav\" ", "structure ", "string:${", "nothing | ", "not:", "exists:", "|", "/", "..", "&nbsp;", "<?x ", "xmlns=\"\" ", "metal:use-macro=\"base.xhtml/macros/page\" "],
    ".css": ["{", "}", "/*", "*/", ";", ":", "url(", "@media", "\\", "</style>", "calc("],
}
ANY = [b"\0", b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xef\xbb\xbf", b"\x1b[31m", b"\r", b"\x7f"]
NUMBERS = [b"0", b"-1", b"1", b"65535", b"2147483648", b"18446744073709551616", b"1e308", b"0.0000001", b"1e-400", b"999999999999", b"007", b"NaN"]


def a_range(rng, data, most=200):
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + rng.randrange(most))


def flip(rng, data, _):
    data = bytearray(data)
    for _ in range(rng.choice([1, 1, 1, 3, 20])):
        if data:
            data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data)


def cut(rng, data, _):
    start, end = a_range(rng, data)
    return data[:start] + data[end:]


def truncate(rng, data, _):
    return data[:rng.randrange(len(data) + 1)]


def double(rng, data, _):
    start, end = a_range(rng, data)
    return data[:end] + data[start:end] * rng.choice([1, 1, 2, 50]) + data[end:]


def insert(rng, data, kind):
    token = rng.choice(TOKENS[kind]).encode() if kind in TOKENS and rng.random() < 0.85 else rng.choice(ANY)
    at = rng.randrange(len(data) + 1)
    if rng.random() < 0.3:  # at the start of a line
        at = data.rfind(b"\n", 0, at) + 1
    return data[:at] + token * rng.choice([1, 1, 1, 1, 2, 5, 300]) + data[at:]


def number(rng, data, _):
    found = list(re.finditer(rb"\d+(\.\d+)?", data))
    if not found:
        return data
    one = rng.choice(found)
    return data[:one.start()] + rng.choice(NUMBERS) + data[one.end():]


def word(rng, data, _):
    """A value or name of the file takes another one's place."""
    found = list(re.finditer(rb'"[^"\n]*"|[\w-]+', data))
    if len(found) < 2:
        return data
    one, other = rng.choice(found), rng.choice(found)
    return data[:one.start()] + other[0] + data[one.end():]


def lines(rng, data, _):
    rows = data.split(b"\n")
    at, other = rng.randrange(len(rows)), rng.randrange(len(rows))
    what = rng.randrange(5)
    if what == 0:
        del rows[at]
    elif what == 1:
        rows.insert(other, rows[at])
    elif what == 2:
        rows[at], rows[other] = rows[other], rows[at]
    elif what == 3:
        rows[at] = b" " * rng.choice([1, 2, 4, 9]) + rows[at]
    else:
        rows[at] = rows[at].strip()
    return b"\n".join(rows)


def other_kind(rng, data, _):
    """A key of YAML or front matter gets a value of another kind; what was below it goes."""
    rows = data.split(b"\n")
    keys = [i for i, row in enumerate(rows) if re.match(rb"\s*(- )?[\w-]+:( |$)", row)]
    if not keys:
        return data
    at = rng.choice(keys)
    indent = len(rows[at]) - len(rows[at].lstrip())
    end = at + 1
    while end < len(rows) and rows[end].strip() and len(rows[end]) - len(rows[end].lstrip()) > indent:
        end += 1
    value = rng.choice([b"", b"null", b"{}", b"[]", b'""', b"[null]", b"{a: null}", b"[[]]", b"x", b"1", b"true", b"2026-01-01"])
    return b"\n".join(rows[:at] + [rows[at].split(b":")[0] + b": " + value] + rows[end:])


def empty(*_):
    return b""


TEXT = [flip, cut, cut, truncate, double, insert, insert, insert, insert, number, number, word, word, lines, lines, lines, other_kind, other_kind, other_kind, empty]
BINARY = [flip, flip, flip, cut, truncate, double]


class Site:
    """A copy of a site that is damaged and mended again."""

    def __init__(self, site, folder):
        self.path = pathlib.Path(folder) / "situs"
        self.path.mkdir()
        for part in ("content", "templates"):
            shutil.copytree(pathlib.Path(site if (pathlib.Path(site) / part).is_dir() else ROOT) / part, self.path / part)
        config = self.path / "content/site.yaml"
        config.write_text(re.sub(r"(?m)^extras:.*\n", "", config.read_text()).rstrip("\n") + "\n" + EXTRAS)
        files = [f for part in ("content", "templates") for f in sorted((self.path / part).rglob("*")) if f.is_file()]
        self.good = {f: f.read_bytes() for f in files if f.suffix != ".txt"}
        self.groups = [[f for f in self.good if test(str(f.relative_to(self.path)))] for test in (
            lambda n: n.endswith(".md"), lambda n: n.endswith(".yaml") and n.startswith("content/"), lambda n: n.endswith(".csv"), lambda n: "statistik" in n, lambda n: "cetak/" in n or "/print/" in n,
            lambda n: "/print/" in n or "/icons/" in n, lambda n: n.endswith(".xhtml"), lambda n: n.startswith("templates/i18n") or n.endswith(".css"), lambda n: n.endswith(".ttf"))]
        self.groups = [g for g in self.groups if g]

    def damage(self, rng):
        """{file: bytes}; some files are gone (None)."""
        damaged = {}
        for _ in range(rng.choice([1, 1, 1, 2, 3, 6])):
            file = rng.choice(rng.choice(self.groups))
            data = damaged.get(file, self.good[file])
            if data is None:
                continue
            if rng.random() < 0.01:
                damaged[file] = None
            else:
                damaged[file] = rng.choice(BINARY if file.suffix in (".ttf", ".png", ".jpg") else TEXT)(rng, data, file.suffix)
        return damaged

    def put(self, damaged):
        for file, data in damaged.items():
            file.unlink() if data is None else file.write_bytes(data)

    def mend(self, damaged):
        for file in damaged:
            file.write_bytes(self.good[file])


def fault_of(status, err, command, before, after):
    """What is wrong with a run; None: nothing."""
    if status == -99:
        return f"no end within {LIMIT} s"
    if b"Sanitizer" in err or b"runtime error" in err:
        return "a sanitizer's report"
    if status not in (0, 2):
        return f"status {status}"
    if status == 2 and b"error: " not in err:
        return "status 2 without a message"
    if (status == 2 or command == "check") and before != after:
        return f"status {status}, but the output has changed"
    return None


def judge(site, output):
    """With status 0 the drawings and PDFs must be sound; in words what is not."""
    for pdf in sorted(output.rglob("*.pdf")):
        done = subprocess.run(["qpdf", "--check", pdf], capture_output=True)
        if done.returncode:
            return f"{pdf.name}: {(done.stdout + done.stderr)[-300:].decode('utf-8', 'replace')}"
    return None


def one_run(program, site, number, seed, judged=False):
    """(fault or None, status, standard error, damage)"""
    rng = random.Random(f"{seed}/{number}")
    damaged = site.damage(rng)
    command = "build" if rng.random() < 0.5 else "check"
    lang = rng.choice(["id", "en"])
    output = site.path / "output"
    before = tree(output)
    site.put(damaged)
    try:
        done = subprocess.run([program, command, "--lang", lang], cwd=site.path, capture_output=True, timeout=LIMIT * (6 if Options.sanitized else 1), env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH})
        status, err = done.returncode, done.stderr
    except subprocess.TimeoutExpired:
        status, err = -99, b""
    fault = fault_of(status, err, command, before, tree(output))
    if not fault and judged and command == "build" and status == 0:
        fault = judge(site, output)
    site.mend(damaged)
    return fault, status, err, damaged


def keep(folder, site, number, fault, err, damaged):
    target = pathlib.Path(folder) / str(number)
    target.mkdir(parents=True, exist_ok=True)
    (target / "fault.txt").write_bytes(fault.encode() + b"\n\n" + err[-20000:])
    for file, data in damaged.items():
        copy = target / file.relative_to(site.path)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(data if data is not None else b"(gone)")


def mutate(program, site_folder, runs, seconds, seed, first=0, kept=None, judged=False, tell=print):
    """Returns how many runs there were of each status, and the findings as (number, fault)."""
    counts, findings, started = {}, [], time.time()
    with tempfile.TemporaryDirectory(prefix="suluh-mutate-") as folder:
        site = Site(site_folder, folder)
        for number in range(first, first + runs):
            if time.time() - started > seconds:
                break
            fault, status, err, damaged = one_run(program, site, number, seed, judged)
            counts[status] = counts.get(status, 0) + 1
            if fault:
                findings.append((number, fault))
                tell(f"run {number}: {fault}: {', '.join(str(f.relative_to(site.path)) for f in damaged)}")
                if kept:
                    keep(kept, site, number, fault, err, damaged)
    return counts, findings


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--suluh", required=True)
    parser.add_argument("--site", default=str(ROOT))
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--keep")
    parser.add_argument("--judge", action="store_true", help="check the PDFs of each good build by qpdf")
    options = parser.parse_args()
    program = str(pathlib.Path(options.suluh).resolve())
    counts, findings = mutate(program, options.site, options.runs, options.seconds, options.seed, options.first, options.keep, options.judge, lambda text: print(text, flush=True))
    print(f"{sum(counts.values())} runs: " + ", ".join(f"{n} with status {s}" for s, n in sorted(counts.items())) + f"; {len(findings)} findings")
    sys.exit(bool(findings))


if __name__ == "__main__":
    main()
