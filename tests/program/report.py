"""Reports of two years and four districts: sentences, changes, notes on method, the page of an old year, the A4 report; and what is told of mistakes."""
import html
import re

from harness import ROOT, Folder, TESTS, copy_site, golden, run

CONTENT = TESTS / "sites/report/content"


def article(page):
    """The text of a report page, a line for each block."""
    text = page.read_text()
    text = text[text.index("prose-report"):text.index("</article>")]
    text = re.sub(r"(?s)<svg.*?</svg>", "", text)
    text = re.sub(r"(?s)<figure.*?<figcaption>(.*?)</figcaption>.*?</figure>", r"\n[\1]\n", text)
    text = re.sub(r"</t[dh]>\s*<t[dh][^>]*>", " | ", text)
    text = html.unescape(re.sub(r"<[^>]+>", "", text[text.index(">") + 1:]))
    return "".join(line.strip() + "\n" for line in text.splitlines() if line.strip())


def test_pages(tap):
    with Folder() as folder:
        copy_site(folder, CONTENT)
        result = folder.build()
        if not tap.ok(result.status == 0 and not result.err, "the site of two years builds without a word", result.err.decode()):
            return
        site = folder.path / "output/site"
        now, then = article(site / "statistik/index.html"), article(site / "statistik/2024/index.html")
        golden(tap, "report/newest.txt", now.encode(), "the newest year, compared with the one before")
        golden(tap, "report/2024.txt", then.encode(), "an earlier year, as it was")
        tap.ok("2025" not in then, "… says nothing of the year that followed", then)
        tap.ok("1.055 dari 2.230 perusahaan aktif (47,31%) memakai JMO" in now, "the newest share")
        pdf = run(["pdftotext", "-layout", site / "cetak/laporan.pdf", "-"]).out.decode()
        for words in ("1.055 dari 2.230", "Yang berubah sejak 2024", "hanya baris dengan Kecamatan", "47,31%"):
            tap.ok(words in pdf, f"the A4 report says {words!r}", pdf[:600])
        posters = run(["pdftotext", "-layout", site / "cetak/kecamatan.pdf", "-"]).out.decode().split("\f")
        for number, words in enumerate(("50,00%", "64,21%", "19,00%", "tidak diketahui")):
            tap.ok(words in posters[number], f"poster {number + 1}: the district's own figure, {words}", posters[number])
        tap.ok("210 dari 420 perusahaan aktif" in " ".join(posters[0].split()), "and its own sentence", posters[0])
        tap.ok("data tidak menyebut" in posters[3], "a district without data says so", posters[3])


def test_next_year(tap):
    """A row more is all that the next year's report needs."""
    with Folder() as folder:
        copy_site(folder, CONTENT)
        for name in ("Baros", "Cikole", "Citamiang", "Warudoyong"):
            with open(folder.path / "content/statistik/perusahaan.csv", "a") as table:
                table.write(f"2026;{name};1000;500\n")
        folder.build()
        now = article(folder.path / "output/site/statistik/index.html")
        tap.ok("2.000 dari 4.000 perusahaan aktif (50,00%) memakai JMO" in now, "the summary follows", now[:400])
        tap.ok("Yang berubah sejak 2025" in now and "dari 1.055 pada 2025 menjadi 2.000 pada 2026" in now, "so do the changes", now[:1500])
        tap.ok("Separuh perusahaan memakai JMO" in now, "and the headline")
        then = article(folder.path / "output/site/statistik/2024/index.html")
        tap.ok(then.encode() == (TESTS / "golden/report/2024.txt").read_bytes(), "the old year's page stays")


def test_mistakes(tap):
    cases = [
        ("statistik/index.md", "{{ringkasan perusahaan kunjungan}}", "{{ringkasan perusahan}}", "there is no table perusahan"),
        ("statistik/index.md", "{{ringkasan perusahaan kunjungan}}", "Lihat {{ringkasan perusahaan}} ini.", "alone in a paragraph"),
        ("statistik/index.md", "{{headline.persen}}", "{{headline.persn}}", "there is no value headline.persn"),
        ("statistik/index.md", "{{headline.persen}}", "{{headline.total}}", "there is no value headline.total"),
        ("statistik/perusahaan.yaml", "period: tahun", "period: kecamatn", "period: kecamatn"),
        ("statistik/2024.md", "period: 2024", "period: 2042", "no table has the period 2042"),
        ("statistik/perusahaan.yaml", "period: tahun", "period: year(kecamatan)", "period: year(kecamatan)"),
        ("statistik/perusahaan.yaml", "sentences:\n", "sentences:\n  persn: {noun: x}\n", "a sentence about persn: there is no such figure"),
        ("statistik/perusahaan.yaml", "sentences:\n", "sentences:\n  total: {text: '{prt} x'}\n", "{prt} is unknown"),
        ("statistik/perusahaan.yaml", "sentences:\n", "sentences:\n  x: {kind: gap, column: memakaii}\n", "there is no column memakaii"),
        ("statistik/perusahaan.yaml", "sentences:\n", "sentences:\n  x: {kind: largest, column: kecamatan, by: tahun}\n", "needs kind"),
        ("statistik/perusahaan.yaml", "sentences:\n", "sentences:\n  total: {nouns: x}\n", "nouns"),
    ]
    for file, old, new, told in cases:
        with Folder() as folder:
            copy_site(folder, CONTENT)
            path = folder.path / "content" / file
            text = path.read_text()
            assert old in text
            path.write_text(text.replace(old, new, 1))
            result = folder.build()
            tap.ok(result.status == 2 and told in result.err.decode(), f"{new!r}: {told}", result.err.decode())


def test_wording(tap):
    """Words are data: another pattern gives another sentence; a broken one is told with its line; without any there is a report, not a hole."""
    with Folder() as folder:
        copy_site(folder, CONTENT, templates="copy")
        words = folder.path / "templates/sentences/id.yaml"
        text = words.read_text()
        words.write_text(text.replace("[{lead} ]{part} dari {whole} {noun}[ ({percent})] {predicate}", "{noun}: {part} ({percent}) {predicate}", 1))
        folder.build()
        now = article(folder.path / "output/site/statistik/index.html")
        tap.ok("Perusahaan aktif: 1.055 (47,31%) memakai JMO." in now, "another pattern", now[:300])
        words.write_text(text.replace("{part} dari", "{prat} dari", 1))
        result = folder.build()
        tap.ok(result.status == 2 and b"templates/sentences/id.yaml:" in result.err and b"{prat} is unknown" in result.err, "a wrong blank", result.err.decode())
        words.write_text(text.replace("\ngap:", "\ngp:", 1))
        result = folder.build()
        tap.ok(result.status == 2 and b"gp" in result.err, "a wrong kind", result.err.decode())


def test_reference(tap):
    """The example of content/acuan-laporan.md says what it promises."""
    text = (ROOT / "content/acuan-laporan.md").read_text()
    blocks = dict(reversed(re.findall(r"(?s)```(csv|yaml|text)\n(.*?)```", text)))
    with Folder() as folder:
        copy_site(folder, CONTENT)
        for file in (folder.path / "content/statistik").iterdir():
            file.unlink()
        for file in (folder.path / "content/cetak").iterdir():
            file.unlink()
        folder.write("content/fakta.yaml", "sources:\n  contoh: {title: Rekaan}\nfacts: {}\n")
        folder.write("content/index.md", "---\ntitle: Depan\ndescription: D\n---\n\nA\n")
        folder.write("content/statistik/contoh.csv", blocks["csv"])
        folder.write("content/statistik/contoh.yaml", blocks["yaml"])
        folder.write("content/statistik/index.md", "---\ntitle: Laporan\ndescription: D\ntype: report\n---\n\n{{summary contoh}}\n\n{{changes}}\n")
        result = folder.build()
        if not tap.ok(result.status == 0, "the example builds", result.err.decode()):
            return
        page = article(folder.path / "output/site/statistik/index.html").splitlines()
        for line in blocks["text"].splitlines():
            tap.ok(line in page, line, "\n".join(page))
