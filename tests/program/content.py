"""The real content: it builds, and everything in its output leads somewhere."""
import csv
import html.parser
import json
import posixpath
import re
import shutil
import struct
import urllib.parse
import xml.etree.ElementTree as ET

from harness import Folder, Options, ROOT, differences, once, suluh, tree, without_manifest

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
PAGE_LIMIT = 50 * 1024


def output():
    """The real site as the program makes it: by test_builds, or by the first one to ask when a module runs alone."""
    folder = Options.build / ("real-output-sanitized" if Options.sanitized else "real-output")
    if not Options.built:
        Options.built = True
        suluh("build", "--site", ROOT, "--output", folder, "--lang", "en", timeout=60)
    return folder


class Page(html.parser.HTMLParser):
    """What a page refers to, its ids, its text; faults in the nesting of its elements."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.references, self.ids, self.open, self.faults, self.words, self.tags = [], [], [], [], [], []
        self.lang, self.title = None, ""
        self.feed(text)
        self.close()
        if self.open:
            self.faults.append(f"never closed: {self.open}")

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.tags.append((tag, values))
        if tag == "html":
            self.lang = values.get("lang")
        if values.get("id"):
            self.ids.append(values["id"])
        for key in ("href", "src", "srcset", "poster", "data", "action"):
            if values.get(key) is not None and not (tag == "use" and key == "href"):
                self.references.append((tag, key, values[key], values.get("rel")))
        if tag == "use":
            self.references.append((tag, "href", values.get("href") or values.get("xlink:href") or "", None))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:] or 'nothing'}")
            return
        self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] == "title" and "svg" not in self.open:
            self.title += data
        if not {"script", "style"} & set(self.open):
            self.words.append(data)


def pages(folder):
    return {name: Page(data.decode("utf-8")) for name, data in tree(folder).items() if name.endswith(".html")}


def test_builds(tap):
    shutil.rmtree(Options.build / "real-output-sanitized", ignore_errors=True)
    Options.built = True
    result = suluh("build", "--site", ROOT, "--output", output(), "--lang", "en", timeout=60)
    tap.ok(result.status == 0, "the real content builds without errors", result.err.decode())
    tap.ok(b"warning: " not in result.err, "and without warnings", result.err.decode())
    if Options.sanitized:
        with_sanitizers, without = (without_manifest(tree(folder)) for folder in (output(), Options.build / "real-output"))
        tap.ok(not without or with_sanitizers == without, "a program with sanitizers makes the same bytes", differences(without, with_sanitizers))
        return
    with Folder() as folder:
        suluh("build", "--site", ROOT, "--output", folder.path / "out", "--jobs", "1", env={"TZ": "Asia/Jakarta", "LC_ALL": "C"}, timeout=60)
        again, before = (without_manifest(tree(o)) for o in (folder.path / "out", output()))
        tap.ok(again == before, "the same bytes on one thread, in another folder, at another time of day", differences(before, again))
    files = tree(output() / "site")
    for name in ("index.html", "404.html", "sitemap.xml", "tentang/index.html", "kreator/index.html", "statistik/index.html", "panduan/index.html", "kendala/index.html", "cetak/index.html", "cetak/brosur-klaim.pdf", "cetak/poster-jmo.pdf"):
        tap.ok(name in files, f"{name} is there")
    wanted = [f for folder in ("panduan", "kendala") for f in (ROOT / "content" / folder).glob("*.md") if "." not in f.stem and f.stem != "index"]
    tap.ok(all(f"{f.parent.name}/{f.stem}/index.html" in files for f in wanted), f"a page for each of {len(wanted)} guides and troubles")


def resolve(tap, site, all_pages, files, name, faults):
    page = all_pages[name]
    for tag, key, target, rel in page.references:
        parts = urllib.parse.urlsplit(target)
        if parts.scheme in ("mailto", "tel") or (tag == "img" and target.startswith("data:image/")):
            continue
        if parts.scheme or parts.netloc:
            if tag == "a" or (tag == "link" and rel in ("canonical", "alternate", "license")):
                continue
            faults.append(f"{name}: <{tag} {key}={target}> asks another origin")
            continue
        if target.startswith("/") and name == "404.html":  # a server shows it at any address
            target = target[1:]
            parts = parts._replace(path=parts.path[1:])
        elif target.startswith("/"):
            faults.append(f"{name}: {target} does not work from disk")
            continue
        elif name == "404.html" and parts.path:
            faults.append(f"{name}: {target} leads elsewhere when a server shows the page for a missing address")
            continue
        path = posixpath.normpath(posixpath.join(posixpath.dirname(name), urllib.parse.unquote(parts.path))) if parts.path else name
        if path not in files:
            faults.append(f"{name}: {target} leads nowhere")
        elif parts.fragment and path in all_pages and urllib.parse.unquote(parts.fragment) not in all_pages[path].ids:
            faults.append(f"{name}: {target}: no such anchor")


@once
def test_links(tap):
    site = output() / "site"
    files, all_pages = tree(site), pages(site)
    faults = []
    for name in all_pages:
        resolve(tap, site, all_pages, files, name, faults)
    count = sum(len(p.references) for p in all_pages.values())
    tap.ok(count > 200 and not faults, f"all {count} references of {len(all_pages)} pages lead somewhere, to no other origin", "\n".join(faults))
    for name, page in all_pages.items():
        tap.ok(not page.faults, f"{name}: the elements are nested well", "\n".join(page.faults))
        twice = sorted({i for i in page.ids if page.ids.count(i) > 1})
        tap.same(twice, [], f"{name}: each id once")
        tap.ok(len(files[name]) <= PAGE_LIMIT, f"{name}: at most 50 KB", len(files[name]))
    styles = [n for n in files if n.endswith(".css")]
    asked = [f"{n}: {m}" for n in styles for m in re.findall(rb"url\(([^)]*)\)|@import[^;]*", files[n]) if re.match(rb"[\"']?(https?:)?//", m)]
    tap.ok(styles and not asked, "style sheets ask for nothing elsewhere", asked)
    for n in styles:
        for m in re.findall(rb"url\([\"']?([^)\"']*)", files[n]):
            target = m.decode()
            if not target.startswith(("data:", "#")):
                path = posixpath.normpath(posixpath.join(posixpath.dirname(n), target))
                tap.ok(path in files, f"{n}: url({target}) is there")


@once
def test_every_page(tap):
    """What every page must have."""
    for name, page in pages(output() / "site").items():
        words = re.sub(r"\s+", " ", " ".join(page.words))
        tap.ok(page.lang and page.title.strip(), f"{name}: language and title")
        tap.same([t for t, _ in page.tags].count("h1"), 1, f"{name}: one main heading")
        tap.ok(any(t == "main" for t, _ in page.tags) and any(t == "footer" for t, _ in page.tags), f"{name}: main part and footer")
        tap.ok(any(w in words for w in ("Gratis", "GRATIS", "FREE", "Free")), f"{name}: says that it is free of charge")
        tap.ok("calo" in words, f"{name}: says it needs no middleman")
        written = "" if name in ("panduan-staf/index.html", "panduan-staf-cetak/index.html", "acuan-rumus/index.html", "acuan-laporan/index.html") else words  # these pages explain the braces
        tap.ok("{{" not in written and "undefined" not in words and "None" not in words.split(), f"{name}: no unfilled value", words[:200])
        tap.ok(any(t == "meta" and v.get("name") == "viewport" for t, v in page.tags) and any(t == "meta" and (v.get("charset") or "").lower() == "utf-8" for t, v in page.tags), f"{name}: viewport and encoding")
        missing = [v.get("src") for t, v in page.tags if t == "img" and v.get("alt") is None]
        tap.same(missing, [], f"{name}: every picture has an alternative text")
        tap.same([t for t, v in page.tags if t == "script" and not v.get("src") and v.get("type") != "application/ld+json"], [], f"{name}: no script of its own")


@once
def test_figures(tap):
    """One number, one place: the computed share is in the text, the chart and the data."""
    site = output() / "site"
    words = re.sub(r"\s+", " ", " ".join(Page((site / "statistik/index.html").read_text()).words))
    for figure in ("4.916", "2.253", "2.663", "45,83%", "54,17%"):
        tap.ok(figure in words, f"the statistics page tells {figure}")
    text = (site / "statistik/index.html").read_text()
    tap.ok("<svg" in text and "<table" in text, "a chart and a table")
    for file in sorted(f for f in (site / "data").glob("*") if f.is_file() and f.suffix not in (".gz", ".br")):
        data = file.read_bytes()
        if file.suffix == ".json":
            json.loads(data)
        tap.ok(data.decode("utf-8") and len(data) > 10, f"data/{file.name} holds data")
    tap.ok(list((site / "data").glob("*.csv")) and list((site / "data").glob("*.json")), "data as CSV and JSON")


@once
def test_chart_files(tap):
    """Each chart as files that are reused as they are: numbers, and the drawing with its headline, source and licence."""
    folder = output() / "site/data/grafik"
    names = {f.stem for f in folder.iterdir() if f.suffix not in (".gz", ".br")}
    tap.ok(len(names) >= 3, "there are files of charts")
    for name in sorted(names):
        rows = json.loads((folder / f"{name}.json").read_text())
        table = list(csv.reader((folder / f"{name}.csv").read_text().splitlines()))
        tap.same([list(r) for r in rows[:1]], [table[0]], f"{name}: CSV and JSON have the same columns")
        tap.same(len(rows), len(table) - 1, f"{name}: and the same rows")
        root = ET.parse(folder / f"{name}.svg").getroot()
        words = " ".join(" ".join(e.itertext()) for e in root.iter("{http://www.w3.org/2000/svg}text"))
        title = root.find("{http://www.w3.org/2000/svg}title").text
        paper = root.find("{http://www.w3.org/2000/svg}rect").attrib
        tap.ok(paper["fill"] == "#ffffff" and paper["width"] == root.get("width") and paper["height"] == root.get("height"), f"{name}: on white")
        tap.ok(title.split()[0] in words and "Sumber:" in words and "Data per" in words and "CC BY" in words, f"{name}: headline, source, date and licence are drawn", words)
        tap.ok(all(e.get("fill") or e.get("stroke") for e in root.iter() if e.tag.rpartition("}")[2] in ("rect", "text", "line")), f"{name}: colours of its own")
        png = (folder / f"{name}.png").read_bytes()
        size = struct.unpack(">II", png[16:24])
        tap.ok(png[:8] == b"\x89PNG\r\n\x1a\n" and size[0] == 1200 and len(png) < 300_000, f"{name}: a picture 1,200 pixels wide", [size, len(png)])


@once
def test_sitemap_and_feed(tap):
    site = output() / "site"
    base = re.search(r"base_url:\s*(\S+)", (ROOT / "content/site.yaml").read_text()).group(1)
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    tap.ok((site / "sitemap.xml").exists(), "there is a sitemap")
    urls = [e.text for e in ET.parse(site / "sitemap.xml").iter(space + "loc")]
    files = [u[len(base):] + ("index.html" if u.endswith("/") else "") for u in urls]
    tap.ok(len(urls) > 15 and all(u.startswith(base) for u in urls) and len(set(urls)) == len(urls), "the sitemap names absolute addresses, each once", urls)
    tap.ok(all((site / f).is_file() for f in files), "that exist", [f for f in files if not (site / f).is_file()])
    tap.ok(not any("404" in u for u in urls), "and not the page for missing ones")
    feeds = [f for f in site.glob("*.xml") if f.name != "sitemap.xml"]
    tap.ok(feeds, "there is a feed")
    atom = "{http://www.w3.org/2005/Atom}"
    for feed in feeds:
        root = ET.parse(feed).getroot()
        tap.same(root.tag, atom + "feed", f"{feed.name} is an Atom feed")
        tap.ok(all(root.find(atom + k) is not None for k in ("id", "title", "updated")), f"{feed.name}: id, title, updated")
        entries = root.findall(atom + "entry")
        stamp = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$")
        tap.ok(entries and all(e.find(atom + k) is not None for e in entries for k in ("id", "title", "updated", "link")), f"{feed.name}: entries are whole")
        tap.ok(all(stamp.match(u.text) for u in root.iter(atom + "updated")), f"{feed.name}: dates as RFC 3339")
        ids = [e.find(atom + "id").text for e in entries]
        tap.ok(len(set(ids)) == len(ids), f"{feed.name}: each id once")
        tap.ok(root.find(atom + "author") is not None or all(e.find(atom + "author") is not None for e in entries), f"{feed.name}: an author")



def contrast(one, other):
    """WCAG 2.2, relative luminance."""
    def luminance(color):
        color = color.lstrip("#")
        color = "".join(c * 2 for c in color) if len(color) == 3 else color
        channels = [int(color[i:i + 2], 16) / 255 for i in (0, 2, 4)]
        return sum(w * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for w, c in zip((0.2126, 0.7152, 0.0722), channels))
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@once
def test_design(tap):
    """The design system's page shows the colours that the style sheet has, and their contrast."""
    page = (output() / "site/desain/index.html").read_text()
    style = "".join(f.read_text() for f in (output() / "site").glob("style.*.css"))
    pairs = re.findall(r'fill="(#\w+)"/><text[^>]*fill="(#\w+)">Aa</text></svg> <span>(\d+),(\d) : 1</span>', page)
    tap.ok(len(pairs) >= 20, "pairs of text and ground, in light and dark", len(pairs))
    wrong = [p for p in pairs if int(contrast(p[0], p[1]) * 10 + 1e-9) != int(p[2]) * 10 + int(p[3])]
    tap.same(wrong, [], "with the contrast that they have")
    tap.same([p for p in pairs if p[0] not in style or p[1] not in style], [], "in colours of the style sheet")
    tap.ok("Kurang kontras" not in page, "and none is too weak")
    icons = {f.stem for f in (ROOT / "templates/icons").glob("*.svg")}
    tap.same(sorted(i for i in icons if f"<code>{i}</code>" not in page), [], "all pictograms are there")
