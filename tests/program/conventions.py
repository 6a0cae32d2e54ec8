"""What publishing needs: drafts, days, reviews, former addresses, topics, related pages, feeds, links to propose a change."""
import json
import re
import xml.etree.ElementTree as ElementTree

from harness import EXTRAS, Folder, TESTS

CONFIG = "title: Situs\nbranch: Kantor\nbase_url: https://contoh.example/\n"


class Site(Folder):
    def __init__(self, config=""):
        super().__init__()
        self.write("content/site.yaml", CONFIG + config + ("" if "extras:" in config else EXTRAS))
        self.page("index", "", "Awal.")
        (self.path / "templates").symlink_to(TESTS.parent / "templates")

    def page(self, name, front="", body="Isi.", title=None):
        about = "Situs contoh" if name == "index" else f"Tentang {name}"
        self.write(f"content/{name}.md", f"---\ntitle: {title or name.split('/')[-1]}\ndescription: {about}\n{front}---\n\n{body}\n")

    def html(self, name):
        file = self.path / f"output/site/{name}"
        return file.read_text() if file.exists() else None


def test_published(tap):
    for front, shown, word in [
        ("draft: true\n", False, "is a draft"), ("publish: 2026-11-23\n", False, "is not published before 2026-11-23"), ("publish: 2026-11-22\n", True, ""),
        ("expires: 2026-11-21\n", False, "has expired: its last day was 2026-11-21"), ("expires: 2026-11-22\n", True, ""),
        ("publish: 2026-01-01\nexpires: 2026-11-30\n", True, ""), ("draft: false\n", True, ""),
    ]:
        what = front.strip().replace("\n", ", ")
        with Site() as site:
            site.page("panduan/a", front)
            result = site.build()
            tap.ok(result.status == 0 and not result.err, f"{what}: builds without a word", result.err.decode())
            tap.same(site.html("panduan/a/index.html") is not None, shown, f"{what}: {'shown' if shown else 'not shown'}")
            tap.same("panduan/a/" in site.html("sitemap.xml"), shown, f"{what}: so does the sitemap")
            result = site.build("--drafts")
            html = site.html("panduan/a/index.html")
            tap.ok(html is not None and ("belum terbit" in html) == ("draft: true" in front), f"{what}: --drafts shows it, a draft says what it is")
            site.page("b", "related: [panduan/a]\n", "[a](panduan/a.md) {{include panduan/a.md}}\n\n{{include panduan/a.md}}\n\n![QR](qr:panduan/a)")
            result = site.build()
            told = [line for line in result.err.decode().splitlines() if word and word in line]
            tap.ok(len(told) == 4 if word else "is a draft" not in result.err.decode(), f"{what}: every way of naming it is told", result.err.decode())
    with Site() as site:
        site.page("a", "publish: 2026-12-01\nexpires: 2026-11-01\n")
        tap.ok(b"content/a.md:5:10: error: expires (2026-11-01) is earlier than publish" in site.build().err, "days in the wrong order")
    with Site("nav:\n  - label: A\n    link: a\n") as site:
        site.page("a", "draft: true\n")
        tap.ok(b"site.yaml:6:11: error: page a is a draft" in site.build().err, "a menu that leads to a draft")


def test_review(tap):
    with Site() as site:
        site.page("a", "review: 2026-11-22\nowner: Bagian Layanan\ndate: 2026-01-02\n")
        site.page("b", "review: 2026-11-23\n")
        result = site.build()
        tap.ok(result.err.count(b"warning") == 1 and b"a.md:4:9: warning: this page has been due for review since 2026-11-22; its owner is Bagian Layanan" in result.err, "a review that is due", result.err.decode())
        html = site.html("a/index.html")
        tap.ok("Bagian Layanan" in html and "2 Januari 2026" in html and "22 November 2026" in html, "the page tells when it was checked, when again and by whom")


def test_aliases(tap):
    with Site() as site:
        site.page("panduan/a", "aliases: [/lama/a/, panduan/dulu.html]\n", title="A & <B>")
        result = site.build()
        tap.ok(result.status == 0 and not result.err, "former addresses", result.err.decode())
        html = site.html("lama/a/index.html") or ""
        tap.ok('url=../../panduan/a/index.html"' in html and 'href="https://contoh.example/panduan/a/"' in html and "A &amp; &lt;B&gt;</a>" in html, "a page that leads on", html)
        tap.ok('url=a/index.html"' in (site.html("panduan/dulu.html") or ""), "also one that was a file")
        tap.ok("lama" not in site.html("sitemap.xml"), "not in the sitemap")
        tap.same(site.html("_redirects"), "/lama/a/ /panduan/a/ 301\n/panduan/dulu.html /panduan/a/ 301\n", "lines for hosts")
        sample = (site.path / "output/server/nginx.conf").read_text()
        tap.ok('"/lama/a" "/panduan/a/";' in sample and "return 301 $suluh_moved" in sample, "lines for nginx")
    for alias in ("../x", "a/../../x", "/", "", "x/..", "style.css", ".htaccess", "a//b", "a b/c?d", "https://evil.com", "data/x.csv", "a\\\\b", "sw.js", "a/.b", "//evil.com/x"):
        with Site() as site:
            site.page("a", f'aliases: ["{alias}"]\n')
            result = site.build()
            good = result.status == 2 and b"cannot be a former address" in result.err
            if alias == "//evil.com/x":
                good = result.status == 2
            tap.ok(good, f"refused: {alias!r}", result.err.decode())
    for alias, other in (("b", "content/b.md"), ("index.html", "content/index.md"), ("/b/", "content/b.md")):
        with Site() as site:
            site.page("a", f"aliases: [{alias}]\n")
            site.page("b")
            tap.ok(f"is used by {other}".encode() in site.build().err, f"taken by a page: {alias}")
    with Site() as site:
        site.page("a", "aliases: [x]\n")
        site.page("b", "aliases: [x/]\n")
        tap.ok(b"content/b.md:4:11: error: the address" in site.build().err, "taken by another former address")
        site.page("b")
        site.page("a", "aliases: [" + ", ".join(f"x{i}" for i in range(51)) + "]\n")
        tap.ok(b"too many former addresses: 51, at most 50" in site.build().err, "too many")


def test_topics(tap):
    with Site() as site:
        site.page("panduan/a", "topics: [Data diri, Klaim]\n")
        site.page("panduan/b", "topics: [klaim]\n")
        site.page("panduan/c", "topics: [Klaim, data-diri]\n")
        result = site.build()
        tap.ok(result.status == 0 and not result.err, "topics", result.err.decode())
        listed = re.findall(r'href="\.\./\.\./panduan/(\w)/index.html"', site.html("topik/klaim/index.html").split("<main")[1].split("</main")[0])
        tap.same(listed, ["a", "b", "c"], "a page lists what is about it")
        tap.same(sorted(set(re.findall(r'href="(\S+)/index.html"', site.html("topik/index.html").split("<main")[1].split("</main")[0]))), ["data-diri", "klaim"], "and one all topics")
        html = site.html("panduan/a/index.html")
        tap.ok('rel="tag"' in html and "../../topik/data-diri/index.html" in html, "a page names its topics")
        related = html.split('id="site-related"')[1].split("</section")[0]
        tap.ok("../c/index.html" in related and "../b/index.html" not in related, "what shares topics is related, neighbours are led to anyway")
        tap.same(json.loads(site.html("feed.json"))["items"], [], "without dates no news")
    with Site() as site:
        site.page("a", "topics: [" + ", ".join(f"t{i}" for i in range(10000)) + "]\n")
        result = site.build()
        tap.ok(result.status == 2 and b"too many topics on one page: 10000, at most 12" in result.err, "10,000 topics on one page", result.err.decode()[:300])
    with Site() as site:
        for i in range(100):
            site.page(f"a{i}", "topics: [" + ", ".join(f"t{i}-{k}" for k in range(12)) + "]\n")
        result = site.build()
        tap.ok(result.status == 2 and b"too many topics on this site: at most 1000" in result.err, "too many on a site", result.err.decode()[:300])
    for name in ('"!!!"', '"<script>"', '"../x"', "index"):
        with Site() as site:
            site.page("a", f"topics: [{name}]\n")
            result = site.build()
            outside = [p for p in site.path.rglob("*.html") if "topik" not in str(p) and p.name == "x"]
            tap.ok(not outside and (result.status == 2 or "<script>" not in site.html("topik/index.html").replace("<script", "", 0).split("<main")[1]), f"odd names do no harm: {name}", result.err.decode())


def test_related(tap):
    with Site() as site:
        for name, title in (("panduan/a", "Swafoto gagal terus"), ("panduan/b", "Cek saldo"), ("panduan/c", "Swafoto gagal karena gelap"), ("panduan/d", "Ganti nomor"), ("panduan/e", "Lacak klaim")):
            site.page(name, title=title)
        site.build()
        html = site.html("panduan/a/index.html")
        tap.ok('id="site-related"' in html and "../c/index.html" in html.split('id="site-related"')[1].split("</section")[0], "titles of the same words are related")
        tap.ok('id="site-related"' not in site.html("panduan/b/index.html"), "what has nothing in common is not")


def test_edit(tap):
    with Site("edit: https://git.example/{path}?mode=edit\n") as site:
        site.page("panduan/a")
        result = site.build()
        tap.ok(result.status == 0 and 'href="https://git.example/content/panduan/a.md?mode=edit"' in site.html("panduan/a/index.html"), "a link to propose a change", result.err.decode())
    for address in ("javascript:alert(1)", "data:text/html,x", "//evil.com", "https://x/\"onclick=\"y"):
        with Site(f"edit: '{address}'\n") as site:
            tap.ok(site.build().status == 2, f"refused: {address}")


def test_feeds(tap):
    with Site() as site:
        for i in range(25):
            site.page(f"a{i:02}", f"date: 2026-01-{i + 1:02}\n", title=f"A {i} & <x>")
        site.build()
        feed = json.loads(site.html("feed.json"))
        tap.same([feed["version"], feed["feed_url"], feed["home_page_url"], feed["language"]], ["https://jsonfeed.org/version/1.1", "https://contoh.example/feed.json", "https://contoh.example/", "id"], "JSON Feed: its head")
        tap.same([i["title"] for i in feed["items"]], [f"A {i} & <x>" for i in range(24, 4, -1)], "the 20 newest, newest first")
        tap.ok(all(i["id"] == i["url"] and i["content_text"] and i["date_modified"].endswith("T00:00:00Z") for i in feed["items"]), "what an item must have")
        atom = ElementTree.fromstring(site.html("feed.xml").encode())
        names = [e.text for e in atom.iter("{http://www.w3.org/2005/Atom}title")][1:]
        tap.same(names, [i["title"] for i in feed["items"]], "Atom tells the same")
        html = site.html("a01/index.html")
        tap.ok('type="application/feed+json"' in html and 'href="../feed.json"' in html, "pages name it")
