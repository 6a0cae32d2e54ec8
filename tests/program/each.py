"""Personalised runs: a copy for each row of a table, in one file and in files of their own; their codes, names, faults, size."""
import csv
import io
import re
import struct
import zlib
import shutil

from harness import EXTRAS, Options, ROOT, TESTS, Folder, run, suluh, tree, without_manifest

DAY = "2026-11-22"
SITE = "title: Situs\nlanguage: id\nbase_url: https://contoh.id/\nbranch: Cabang\ncontact:\n  phone: \"175\"\n" + EXTRAS
FACTS = "sources:\n  studi:\n    title: Studi\n    url: https://contoh.id/s\nfacts:\n  jam:\n    value: 06.00–20.00 WIB\n    source: studi\n    since: 2026-01-01\n"
PAGE = f"---\ntitle: Halaman\ndescription: D\ndate: {DAY}\n---\n\nIsi.\n"
TABLE = """title: Baris
source: Contoh saja
date: 2026-11-01
columns:
  nama: {label: Nama, type: text, key: true}
  pekerja: {label: Pekerja, type: integer, unit: orang}
  sejak: {label: Sejak, type: date}
"""
PRODUCT = """---
title: Poster untuk {{row.nama}}
description: Poster
layout: lembar
link: panduan/x
date: %s
%s
headline: "%s"
---

- Ada {{row.pekerja}} pekerja sejak {{row.sejak}}.
- Buka pukul {{fact.jam}}.

![Bagan](chart:bagan)
"""
CHART = "title: Bagan\nsource: Contoh saja\ndate: 2026-01-01\ncolumns:\n  status: {label: S, type: text, key: true}\n  jumlah: {label: J, type: integer}\n" \
        "charts:\n  bagan:\n    type: bar\n    headline: Kepala\n    x: status\n    y: jumlah\n"
LAYOUT = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:tal="http://xml.zope.org/namespaces/tal" xmlns:frame="urn:suluh:frame" width="148mm" height="210mm" viewBox="0 0 148 210"
  frame:fit="9 12" frame:keys="headline!">
  <style>.h { font: 700 1em/1.1 "Plus Jakarta Sans" } .b { font: 400 1em/1.4 "Plus Jakarta Sans" } .t { font-family: "Plus Jakarta Sans" }</style>
  <rect width="148" height="20" fill="#0b4635"/>
  <text class="t" x="10" y="12" font-size="5" fill="#ffffff">Selalu sama</text>
  <rect class="h" frame:text="" frame:flow="headline" frame:role="h1" frame:fit="14 20" x="10" y="30" width="128" height="20" tal:attributes="frame:text product/headline"/>
  <text class="t" x="10" y="58" font-size="4" tal:content="row/nama | nothing">Nama</text>
  <rect class="b" frame:flow="body" x="10" y="65" width="128" height="90"/>
  <path d="M0 205H148V210H0Z" fill="#f2b134"/>
  <image href="qr:panduan/x" x="10" y="160" width="40" height="40"/>
  <text class="t" x="138" y="200" font-size="3" text-anchor="end" tal:content="copy/code">KODE</text>
</svg>
"""
ROWS = [["Baros", "1005", "2020-01-01"], ["Cikole", "7", "2020-02-03"], ["Citamiang", "99", ""], ["Gunung Puyuh", "12345", "2021-12-31"]]
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"


def code(product, key, day=DAY):
    """The edition code, computed once more."""
    mask = (1 << 64) - 1
    h = 0xcbf29ce484222325
    for byte in "\0".join([product, day, key]).encode():
        h = ((h ^ byte) * 0x100000001b3) & mask
    for factor in (0xff51afd7ed558ccd, 0xc4ceb9fe1a85ec53):
        h = ((h ^ h >> 33) * factor) & mask
    h ^= h >> 33
    text = day[2:4] + day[5:7]
    for _ in range(9):
        text += ALPHABET[h % 31]
        h //= 31
    text += ALPHABET[-sum((14 - i) * ALPHABET.index(c) for i, c in enumerate(text)) % 31]
    return f"{text[:4]}-{text[4:9]}-{text[9:]}"


def table(rows):
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\n").writerows([["nama", "pekerja", "sejak"], *rows])
    return out.getvalue()


def site(folder, rows=ROWS, keys="each: statistik/baris.csv", headline="{{row.nama}}", data=None, name="lembar", body=None):
    text = PRODUCT % (DAY, keys, headline)
    files = {"site.yaml": SITE, "fakta.yaml": FACTS, "index.md": PAGE, "panduan/x.md": PAGE, "cetak/index.md": PAGE, "statistik/bagan.csv": "status;jumlah\nA;3\nB;4\n",
             "statistik/bagan.yaml": CHART, "statistik/baris.csv": data if data is not None else table(rows), "statistik/baris.yaml": TABLE, f"cetak/{name}.md": body(text) if body else text}
    for path, content in files.items():
        folder.write(f"content/{path}", content)
    if not (folder.path / "templates").exists():
        shutil.copytree(ROOT / "templates", folder.path / "templates", ignore=shutil.ignore_patterns("art", "*.md"))
        folder.write("templates/print/lembar.svg", LAYOUT)


def register(folder, output="output"):
    return list(csv.DictReader(io.StringIO((folder.path / output / "print/editions.csv").read_text())))


def scanned(pdf, pages, folder):
    run(["pdftoppm", "-r", "100", "-gray", pdf, folder.path / "qr"])
    found = []
    for picture in sorted(folder.path.glob("qr-*.pgm"))[:pages]:
        found += run(["zbarimg", "-q", "--raw", picture]).out.decode().split()
    return found


def test_one_file(tap):
    with Folder() as folder:
        site(folder, keys="each: statistik/baris.csv\neditions: [screen, press, office]")
        result = folder.build()
        if not tap.ok(result.status == 0 and not result.err, "a run in one file builds without a word", result.err.decode()):
            return
        pdf = folder.path / "output/site/cetak/lembar.pdf"
        for n, (name, workers, since) in enumerate(ROWS, 1):
            text = re.sub(r"\s+", " ", run(["pdftotext", "-f", str(n), "-l", str(n), pdf, "-"]).out.decode())
            tap.ok(text.count(name) >= 2 and code("lembar", name) in text and "Selalu sama" in text, f"page {n}: the row's name, twice, and its code", text)
            tap.ok(f"{int(workers):,}".replace(",", ".") + " pekerja" in text and "06.00–20.00 WIB" in text, f"page {n}: numbers as people write them", text)
        tap.ok("3 Februari 2020" in run(["pdftotext", pdf, "-"]).out.decode(), "dates as people write them")
        tap.same(scanned(pdf, 4, folder), [f"https://contoh.id/panduan/x/?e={code('lembar', r[0])}" for r in ROWS], "the code of each copy is scanned")
        about = run(["pdfinfo", pdf]).out.decode()
        tap.ok(re.search(r"Title: +Poster untuk\n", about) and re.search(r"Pages: +4\b", about), "the document's title is that of all copies", about)
        structure = run(["pdfinfo", "-struct-text", pdf]).out.decode()
        tap.ok(structure.count("Part") == 4 and structure.count("Figure") == 8 and structure.count('"Selalu sama"') == 4, "each copy has its own part of the structure", structure[:1500])
        tap.same([r["row"] for r in register(folder)], [r[0] for r in ROWS], "the register lists the copies")
        tap.same(register(folder)[0], {"code": code("lembar", "Baros"), "product": "lembar", "row": "Baros", "values": "fact.jam"}, "with code and facts")
        for file in (pdf, folder.path / "output/print/lembar/lembar.press.pdf", folder.path / "output/print/lembar/lembar.office.pdf"):
            result = run(["qpdf", "--check", file])
            tap.ok(result.status == 0 and b"WARNING" not in result.out + result.err, f"{file.name}: qpdf --check", result)
        result = run([TESTS / "verapdf/run.sh", pdf], env={"B": str(Options.build)}, timeout=200)
        tap.ok(result.status == 0, "veraPDF finds it valid", result.out.decode() + result.err.decode())


def test_shared(tap):
    """What all copies have is stored once: the file grows by what is a copy's own."""
    with Folder() as folder:
        sizes = []
        for count in (20, 40):
            site(folder, [[f"Desa {i}", str(i), "2020-01-01"] for i in range(count)])
            tap.same(folder.build("--output", f"o{count}").status, 0, f"{count} copies")
            sizes.append((folder.path / f"o{count}/site/cetak/lembar.pdf").read_bytes())
        forms = [run(["qpdf", "--qdf", "--object-streams=disable", folder.path / f"o{c}/site/cetak/lembar.pdf", "-"]).out.count(b"/Subtype /Form") for c in (20, 40)]
        tap.ok(forms[0] == forms[1] > 2, "as many forms for 40 copies as for 20", forms)
        tap.ok(len(sizes[1]) - len(sizes[0]) < 20 * 4500, "a copy takes less than 4.5 KB", (len(sizes[0]), len(sizes[1])))
        for count, page in ((20, 1), (20, 7), (40, 33)):
            row = [f"Desa {page - 1}", str(page - 1), "2020-01-01"]
            site(folder, [row])
            folder.build("--output", "alone")
            pictures = [run(["pdftoppm", "-r", "50", "-f", str(p), "-l", str(p), folder.path / f / "site/cetak/lembar.pdf"]).out for f, p in ((f"o{count}", page), ("alone", 1))]
            tap.ok(len(pictures[0]) > 50000 and pictures[0] == pictures[1], f"page {page} of {count} looks as it does alone")


def png(side):
    """A picture in some colours."""
    rows = b"".join(b"\0" + bytes(v % 256 for x in range(side) for v in (x, y, x * y)) for y in range(side))
    parts = [(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(struct.pack(">I", len(d)) + kind + d + struct.pack(">I", zlib.crc32(kind + d)) for kind, d in parts)


def seen(pdf, page=1):
    """A page as people see and read it."""
    only = ["-f", str(page), "-l", str(page)]
    return run(["pdftoppm", "-r", "40", *only, pdf]).out, run(["pdftotext", *only, pdf, "-"]).out


def test_files(tap):
    with Folder() as folder:
        rows = ROWS + [[f"Desa {i}", str(i), "2020-01-01"] for i in range(40)]
        site(folder, rows, keys="each: statistik/baris.csv\nrun: files\neditions: [screen, press]")
        result = folder.build("--jobs", "1")
        if not tap.ok(result.status == 0 and not result.err, "a run in files builds without a word", result.err.decode()):
            return
        names = sorted(f.name for f in (folder.path / "output/site/cetak/lembar").iterdir())
        tap.ok(len(names) == 44 and "gunung-puyuh.pdf" in names, "a file for each row, named by it", names)
        tap.ok((folder.path / "output/print/lembar/gunung-puyuh.press.pdf").exists(), "the press files, too")
        tap.ok(not (folder.path / "output/site/cetak/lembar.pdf").exists(), "and none for all")
        page = (folder.path / "output/site/cetak/index.html").read_text()
        tap.ok("lembar/gunung-puyuh.pdf" in page and "lembar.pdf" not in page, "the list of products leads to the files", page[:3000])
        folder.build("--jobs", "4", "--output", "again")
        a, b = (without_manifest(tree(folder.path / o)) for o in ("output", "again"))
        tap.ok(a == b, "four threads make the same bytes as one")
        files = "each: statistik/baris.csv\nrun: files\neditions: [screen, press]"
        for row in (rows[3], rows[20]):
            site(folder, [row], keys=files)
            folder.build("--output", "alone")
            for name in (n for n in tree(folder.path / "alone") if n.endswith(".pdf") and "/lembar/" in n):
                tap.ok(seen(folder.path / "output" / name) == seen(folder.path / "alone" / name), f"{name} among many is what it is alone")
        site(folder, rows + [["Desa baru & Jaya", "7", "2021-01-01"]], keys=files)
        folder.build("--output", "more")
        more = without_manifest(tree(folder.path / "more"))
        changed = sorted(n for n in a if n.endswith(".pdf") and more.get(n) != a[n])
        tap.ok(not changed and len(more) > len(a), "a row at the end leaves the files of the others", changed)


def test_codes(tap):
    with Folder() as folder:
        site(folder)
        folder.build()
        before = {r["row"]: r["code"] for r in register(folder)}
        tap.same(before, {r[0]: code("lembar", r[0]) for r in ROWS}, "codes are what product, date and name come to")
        site(folder, [["Aaa", "1", ""], *ROWS[:2], ["Mmm", "2", ""], *ROWS[2:]])
        folder.build()
        after = {r["row"]: r["code"] for r in register(folder)}
        tap.ok(len(set(after.values())) == 6 and all(after[name] == before[name] for name in before), "new rows leave the others' codes", after)


def test_names(tap):
    """Whatever a row is called, its file lies where it should and nowhere else."""
    hostile = ["../../lari", "/etc/passwd", "a/b", "A B", "a-b", "CON", "x" * 300, "..", "日本", "Ü", "-", "PT \"Kutip\" 'satu'", "a\\b", "nul.txt", "%2e%2e", "<b>tebal</b>", "{{fact.jam}}", "&amp;"]
    with Folder() as folder:
        site(folder, [[n, "1", ""] for n in hostile], keys="each: statistik/baris.csv\nrun: files\neditions: [screen]", headline="Sama")
        layout = (folder.path / "templates/print/lembar.svg").read_text()
        folder.write("templates/print/lembar.svg", re.sub(r".*row/nama.*\n", "", layout))
        result = folder.build()
        tap.same(result.status, 0, "hostile names build")
        files = [f for f in folder.path.rglob("*.pdf")]
        names = sorted(f.name for f in files)
        tap.ok(len(set(names)) == len(hostile) and all(re.fullmatch(r"[a-z0-9-]{1,64}\.pdf", n) for n in names), "a safe name for each, no two the same", names)
        tap.ok(all(f.parent == folder.path / "output/site/cetak/lembar" for f in files), "all in the product's folder", files)
        tap.ok(not {"con.pdf", "nul.pdf"} & set(names), "none is a device of Windows")
        tap.ok(len([n for n in names if n.startswith("a-b-")]) >= 3 and "a-b.pdf" not in names, "names that come to the same all get a part of their code", names)


def faults(tap, what, expected, status=2, **how):
    with Folder() as folder:
        site(folder, **how)
        result = folder.build()
        err = result.err.decode()
        tap.ok(result.status == status and all(re.search(e, err) for e in expected), what, f"{result.status}\n{err}")
        tap.ok(not (folder.path / "output/site/cetak/lembar.pdf").exists(), f"{what}: nothing is written")
        return err


def test_faults(tap):
    faults(tap, "a table that is not there", [r"lembar\.md:7:7: error: there is no table statistik/bari\.csv", "statistik/baris.csv"], keys="each: statistik/bari.csv")
    faults(tap, "another folder", [r"error: there is no table panduan/baris\.csv"], keys="each: panduan/baris.csv")
    faults(tap, "a path that leaves content", [r"lembar\.md:7:\d+: error"], keys="each: ../../etc/passwd")
    faults(tap, "a list", [r"lembar\.md:7:\d+: error"], keys="each: [statistik/baris.csv]")
    faults(tap, "another kind of run", [r"lembar\.md:8:\d+: error"], keys="each: statistik/baris.csv\nrun: file")
    faults(tap, "a table without rows", [r"lembar\.md:7:7: error: table content/statistik/baris\.csv has no row"], rows=[])
    err = faults(tap, "a column that is not there", [r"lembar\.md:8:\d+: error: .*row\.nma", r"row\.nama"], headline="{{row.nma}}")
    tap.same(err.count("error:"), 1, "it is told once and not for each row")
    err = faults(tap, "a column in the text that is not there", [r"lembar\.md:11:\d+: error: .*row\.pekrja", r"row\.pekerja"], body=lambda t: t.replace("{{row.pekerja}}", "{{row.pekrja}}"))
    tap.same(err.count("error:"), 1, "it is told once and not for each row")
    faults(tap, "a row without each", [r"error: .*row\.nama"], keys="lang: id")
    faults(tap, "no value at all", [r"error: .*fact\.jamm"], headline="{{fact.jamm}}")
    faults(tap, "the same name twice", [r"baris\.csv:6:\d+: error"], rows=[*ROWS, ROWS[0]])
    faults(tap, "a ragged row", [r"baris\.csv:3:\d+: error"], data="nama;pekerja;sejak\nA;1;\nB;2\n")
    faults(tap, "a number that is none", [r"baris\.csv:2:\d+: error"], data="nama;pekerja;sejak\nA;x;\n")
    with Folder() as folder:
        site(folder)
        folder.write("content/statistik/baris.yaml", TABLE.replace(", key: true", ""))
        result = folder.build()
        tap.ok(result.status == 2 and b"no key column" in result.err, "a table without a key", result.err.decode())
        site(folder, [[f"D{i}", "1", ""] for i in range(20001)])
        result = folder.build(timeout=60)
        tap.ok(result.status == 2 and b"too many copies: 20001 rows, at most 20000" in result.err, "too many rows", result.err.decode()[:500])


def test_overflow(tap):
    """Rows that do not fit: the fault once, with the first of them and how many there are."""
    long = "Sebuah nama yang panjang sekali " * 6
    rows = [["Baros", "1", ""], [long + "satu", "2", ""], ["Cikole", "3", ""], [long + "dua", "4", ""]]
    for keys in ("each: statistik/baris.csv", "each: statistik/baris.csv\nrun: files"):
        with Folder() as folder:
            site(folder, rows, keys=keys)
            layout = (folder.path / "templates/print/lembar.svg").read_text()
            folder.write("templates/print/lembar.svg", re.sub(r".*row/nama.*\n", "", layout))
            result = folder.build()
            err = result.err.decode()
            tap.ok(result.status == 2 and err.count("error:") == 1 and "headline" in err, f"{keys}: one error", err)
            tap.ok(re.search(r"baris\.csv:3:1: note: row “Sebuah nama .*satu”: .*lembar\.md:\d+ is in 2 copies", err), f"{keys}: the first row and the number of rows", err)


def test_again(tap):
    """Conditions that come out otherwise for some rows, empty cells, a text that comes and goes: as if each copy were made alone."""
    rows = [["Baros", "1", "2020-01-01"], ["Cikole", "2", ""], ["Dago", "3", "2021-01-01"], ["Eeng", "4", ""], ["Fajar & <Co>", "5", "2022-02-02"]]
    extra = '  <g tal:condition="row/sejak"><rect x="60" y="160" width="10" height="10" fill="#ff0000"/><text class="t" x="75" y="168" font-size="4" tal:content="row/sejak">x</text></g>\n' \
            '  <rect x="60" y="180" height="5" fill="#0000ff" width="1" tal:attributes="width row/pekerja"/>\n'
    picture = '  <image href="content:gambar/x.png" x="60" y="200" width="20" height="20" frame:alt="Warna"/>\n'
    with Folder() as folder:
        pages = {}
        folder.write("content/gambar/x.png", png(160))

        def make(output, rows, run=""):
            site(folder, rows, keys=f"each: statistik/baris.csv\neditions: [screen]\n{run}".rstrip(), body=lambda t: t.replace("{{row.sejak}}", "dulu"))
            folder.write("templates/print/lembar.svg", LAYOUT.replace("</svg>", extra + picture + "</svg>"))
            result = folder.build("--output", output)
            tap.ok(result.status == 0, output, result.err.decode())
            return folder.path / output / "site/cetak"

        many = make("many", rows) / "lembar.pdf"
        files = sorted((make("files", rows, "run: files") / "lembar").iterdir())
        for i, row in enumerate(rows):
            alone = seen(make(f"alone{i}", [row]) / "lembar.pdf")
            pages["many", i + 1] = seen(many, i + 1)
            tap.ok(pages["many", i + 1] == alone, f"copy {i + 1} is what it is alone", pages["many", i + 1][1].decode())
            tap.ok(seen(files[i]) == alone, f"file {i + 1} is what it is alone", files[i])
        tap.ok(b"Fajar & <Co>" in pages["many", 5][1], "marks of XML are only letters")


def test_memory(tap):
    """The memory of a copy goes with it: 400 copies hardly need more than 100."""
    if Options.sanitized:
        tap.skip("memory of long runs", "sanitizers take their own")
        return
    with Folder() as folder:
        peaks = []
        for count in (100, 400):
            site(folder, [[f"Desa {i}", str(i), "2020-01-01"] for i in range(count)], keys="each: statistik/baris.csv\neditions: [screen]")
            result = run(["python3", "-c", "import resource,subprocess,sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)",
                          Options.suluh, "build", "--jobs", "1", "--output", f"o{count}"], cwd=folder.path)
            peaks.append(int(result.out or 0))
        tap.ok(0 < peaks[1] < 80000 and peaks[1] - peaks[0] < 300 * 60, "peak of memory", peaks)


assert suluh
