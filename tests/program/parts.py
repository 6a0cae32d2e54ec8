"""Long lists in parts: a section, a topic and A–Z of more pages than one page should list, in three languages; the map of a large site."""
import os
import re
from html.parser import HTMLParser

from harness import Folder, ROOT

SITE = "title: Situs\nlanguage: id\nlanguages: [su, en]\nbase_url: https://contoh.example/\npromise: {free: Gratis, nocalo: Tanpa calo}\nlicence: {name: CC BY 4.0}\nextras: []\n"
GUIDES = 120
PARTS = 4
TITLES = {"": "Panduan, halaman 2 dari 4 – Situs", "su/": "Pituduh, kaca 2 ti 4 – Situs", "en/": "Guides, page 2 of 4 – Situs"}
HEADINGS = {"": "Panduan", "su/": "Pituduh", "en/": "Guides"}


class Page(HTMLParser):
    """What a page links to and how."""

    def __init__(self, file):
        super().__init__()
        self.file, self.links, self.ids, self.heads, self.loaded, self.main = file, [], [], {}, [], False
        self.text = file.read_text()
        self.feed(self.text)

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        self.main = self.main or tag == "main"
        if "id" in a:
            self.ids.append(a["id"])
        if tag == "link" and a["rel"] in ("canonical", "prev", "next", "alternate"):
            self.heads[a["rel"] + a.get("hreflang", "") + a.get("type", "")] = a["href"]
        if tag == "script" and "src" in a or tag == "link" and a["rel"] == "stylesheet":
            self.loaded.append(a.get("src") or a["href"])
        if tag == "a" and "href" in a:
            self.links.append((self.main, a))

    def handle_endtag(self, tag):
        self.main = self.main and tag != "main"

    def to(self, href):
        """The file and fragment that an address leads to."""
        address, _, fragment = href.partition("#")
        return (self.file if not address else self.file.parent / os.path.normpath(address)).resolve(), fragment

    def targets(self):
        return [self.to(a["href"])[0] for main, a in self.links if main and not a["href"].startswith("#")]


def guide(number, title="Panduan nomor"):
    topic = "topics: [Klaim]\n" if number <= 70 else ""
    return f"---\ntitle: {title} {number}\ndescription: Ringkasan yang ke-{number}.\norder: {number}\ntype: guide\ndate: 2026-11-22\nkeywords: [kata ke-{number}]\n{topic}---\n\nIsi.\n"


def make(folder, guides=GUIDES):
    folder.write("content/site.yaml", SITE)
    for suffix, lang in (("", ""), (".su", "su/"), (".en", "en/")):
        folder.write(f"content/index{suffix}.md", "---\ntitle: Depan\ndescription: Halaman depan.\n---\n\nSelamat datang.\n")
        folder.write(f"content/panduan/index{suffix}.md", f"---\ntitle: {HEADINGS[lang]}\ndescription: Semua.\n---\n\n## Pembuka\n\nKata pengantar.\n")
        for number in range(1, guides + 1):
            folder.write(f"content/panduan/g{number}{suffix}.md", guide(number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number % 26] + "nu"))
    if not (folder.path / "templates").exists():
        (folder.path / "templates").symlink_to(ROOT / "templates")
    return folder.build()


def check_parts(tap, site, lang):
    section, seen = site / lang / "panduan", []
    files = [section / "index.html"] + [section / f"halaman-{number}/index.html" for number in range(2, PARTS + 1)]
    tap.ok(not (section / f"halaman-{PARTS + 1}").exists(), f"{lang}: four parts")
    for number, file in enumerate(files, 1):
        page = Page(file)
        seen += [t.parent.name for t in page.targets() if re.fullmatch(r"g\d+", t.parent.name)]
        current = [page.to(a["href"])[0] for main, a in page.links if main and a.get("aria-current") == "page"]
        where = f"{lang}panduan, part {number}"
        weight = len(page.text.encode()) + sum((file.parent / name).stat().st_size for name in page.loaded)
        tap.ok(len(page.loaded) > 1 and weight < 50000, f"{where} is light with its styles and scripts", weight)
        tap.same(page.heads.get("canonical"), f"https://contoh.example/{lang}panduan/" + (f"halaman-{number}/" if number > 1 else ""), f"{where} is canonical for itself")
        tap.same([page.to(page.heads[rel])[0] if rel in page.heads else None for rel in ("prev", "next")],
                 [files[number - 2].resolve() if number > 1 else None, files[number].resolve() if number < PARTS else None], f"{where} names its neighbours")
        tap.same(current, [file.resolve()], f"{where} marks itself among its numbers")
        tap.ok(len(page.ids) == len(set(page.ids)), f"{where} has each id once", page.ids)
        tap.ok(all(page.to(a["href"])[0].exists() for _, a in page.links if ":" not in a["href"]), f"{where} links to what there is")
        tap.ok(("Kata pengantar" in page.text) == (number == 1), f"{where}: the text stands on the first part")
        tap.ok(("alternatesu" in page.heads) == (number == 1), f"{where}: only the first part is a version of another page", page.heads)
    tap.same(seen, [f"g{n}" for n in range(1, GUIDES + 1)], f"{lang}: all guides, each once, in order")
    tap.ok(f"<title>{TITLES[lang]}</title>" in files[1].read_text(), f"{lang}: the title tells which part", files[1].read_text()[:800])


def check_letters(tap, site):
    page = Page(site / "az/halaman-2/index.html")
    letters = [a["href"] for main, a in page.links if main and "#site-" in a["href"]]
    tap.ok(len(letters) >= 26, "every letter of A–Z is named on each part", letters)
    wrong = [href for href in letters for file, fragment in [page.to(href)] if fragment not in Page(file).ids]
    tap.same(wrong, [], "and leads to where it begins")


def test_lists(tap):
    with Folder() as folder:
        result = make(folder)
        if not tap.ok(result.status == 0, "the site builds", result.err.decode()):
            return
        site = folder.path / "output/site"
        for lang in TITLES:
            check_parts(tap, site, lang)
        home = Page(site / "index.html")
        guides = [t for t in home.targets() if re.fullmatch(r"g\d+", t.parent.name)]
        tap.ok(0 < len(guides) <= 24, "the home page lists some", len(guides))
        tap.ok("Semua halaman</span> (120)" in home.text, "and says how many there are")
        topic = [f"topik/klaim/{part}index.html" for part in ("", "halaman-2/", "halaman-3/")]
        listed = [t.parent.name for part in topic for t in Page(site / part).targets() if re.fullmatch(r"g\d+", t.parent.name)]
        tap.same(sorted(listed), sorted(f"g{n}" for n in range(1, 71)), "a topic goes on as well")
        check_letters(tap, site)
        names = (site / "sitemap.xml").read_text()
        tap.ok("halaman-" not in names and names.count("<loc>https://contoh.example/panduan/g") == GUIDES, "the site map names the guides and no parts")
        before = {f: f.stat().st_ino for f in site.rglob("halaman-*/index.html")}
        folder.write("content/panduan/g7.md", guide(7, "Hnu") + "Lebih.\n")
        result = folder.build()
        changed = [f for f, inode in before.items() if f.stat().st_ino != inode]
        tap.ok(result.status == 0 and not changed, "another text of a guide leaves the parts as they are", changed)
        for file in (folder.path / "content/panduan").glob("g*.md"):
            file.unlink()
        make(folder, 30)
        tap.ok(not list(site.glob("panduan/halaman-*")) and "class=\"parts\"" not in (site / "panduan/index.html").read_text(), "a short list has no parts")


def test_address_taken(tap):
    with Folder() as folder:
        make(folder, 60)
        folder.write("content/panduan/halaman-2.md", guide(99))
        result = folder.build()
        tap.ok(result.status == 2 and b"panduan/halaman-2.md" in result.err and b"slug" in result.err, "a page that stands in the place of a part is told", result.err.decode())


