"""Pages in several languages: addresses, the switch, links, figures, what is missing or outdated. And the list of links that leave the site."""
import csv
import io
import re
import xml.etree.ElementTree as ElementTree

from harness import suluh
from program.conventions import Site

FACTS = """sources:
  s: {title: S}
facts:
  hari: {value: setiap hari, unit: text, source: s, since: 2022-01-01, in: {en: every day, su: unggal dinten}}
  batas: {value: 15000000, unit: rupiah, source: s, since: 2022-01-01}
  bagian: {value: 45.83, unit: percent, source: s, since: 2022-01-01}
  mulai: {value: 2026-05-01, unit: date, source: s, since: 2022-01-01}
  menu: {value: Klaim JHT, unit: text, source: s, since: 2022-01-01}
"""
GUIDE = "Buka {{fact.menu}} {{fact.hari}}. [B](b.md#x) [C](c.md)"


class Languages(Site):
    def __init__(self, config="name: Situs saya\nlanguages: [su, en]\nnav:\n  - label: Panduan A\n    link: panduan/a\n  - label: C\n    link: panduan/c\n"):
        super().__init__(config)
        self.write("content/fakta.yaml", FACTS)
        self.page("panduan/a", "order: 3\nicon: phone\nneeds:\n  - text: KTP\n", GUIDE, title="Judul A")
        self.page("panduan/b", "", "## X {#x}\n\nIsi.")
        self.page("panduan/c", "date: 2026-11-01\n")
        self.codes = {}

    def version(self, name, lang, front="", body="Text.", title=None, follows="2026-11-22"):
        line = f"translates: {follows}\n" if follows else ""
        self.write(f"content/{name}.{lang}.md", f"---\ntitle: {title or name + lang}\ndescription: D\n{line}{front}---\n\n{body}\n")


def full():
    site = Languages()
    for lang in ("su", "en"):
        site.version("index", lang, title="Home")
        site.version("panduan/a", lang, "short: Guide A\n", "Open {{fact.menu}} {{fact.hari}}, {{fact.batas}}, {{fact.bagian}}, {{fact.mulai}}. [B](b.md#x) [C](c.md) {{site.name}}", title="Title A")
        site.version("panduan/b", lang, "", "## X {#x}\n\nText.")
    site.write("content/site.en.yaml", "name: My site\ntitle: The site\npromise:\n  free: It is free.\n")
    return site


def test_pages(tap):
    with full() as site:
        result = site.build()
        tap.ok(result.status == 0 and not result.err, "a site in three languages", result.err.decode())
        html = site.html("en/panduan/a/index.html")
        tap.ok(re.search(r'<html[^>]* lang="en"', html) and "<title>Title A – The site</title>" in html, "its language and title")
        plain = re.sub(r"</?span[^>]*>", "", html)
        tap.ok("Open Klaim JHT every day, IDR 15,000,000, 45.83%, 1 May 2026." in plain, "facts in the page's language", html[html.find("Open Klaim"):][:120])
        tap.ok("unggal dinten, Rp15.000.000, 45,83%, 1 Méi 2026." in re.sub(r"</?span[^>]*>", "", site.html("su/panduan/a/index.html")), "in Sundanese, too")
        tap.ok('href="../b/index.html#x">B</a>' in html, "links lead to the version")
        tap.ok('href="../../../panduan/c/index.html" hreflang="id">C</a>' in html, "where there is none, to the original, which is said")
        tap.ok(" My site" in html and "It is free." in html, "site.en.yaml")
        tap.ok('href="../../index.html"' in html.split('class="brand"')[1][:60], "the brand leads to the language's home")
        nav = html.split('class="top-nav"')[1].split("</nav")[0]
        tap.ok('>Guide A</a>' in nav and 'hreflang="id" lang="id">C</a>' in nav, "the menu", nav)
        own = site.html("panduan/a/index.html")
        tap.ok("Buka Klaim JHT setiap hari." in own and "Rp15" not in own and 'hreflang="id"' not in own.split("<main")[1], "the original is as it was")


def test_switch(tap):
    with full() as site:
        site.build()
        for name, current in (("panduan/a", "Indonesia"), ("en/panduan/a", "English"), ("su/panduan/a", "Sunda")):
            html = site.html(f"{name}/index.html")
            part = html.split('<nav class="langs"')[1].split("</nav")[0]
            tap.ok(f">{current}<" not in part and part.count("<a ") == 2 and "<small" not in part, f"{name}: the switch keeps the page", part)
            up = "../" * (name.count("/") + 1)
            for other in {"panduan/a", "en/panduan/a", "su/panduan/a"} - {name}:
                tail = f"{up}{other}/index.html" if name == "panduan/a" or not other.startswith(name[:2] + "/") else ""
                tap.ok(tail and f'href="{tail}"' in part, f"{name} to {other}", part)
            head = re.findall(r'<link rel="alternate" hreflang="(\S+)" href="(\S+)">', html)
            tap.same(head, [("id", "https://contoh.example/panduan/a/"), ("su", "https://contoh.example/su/panduan/a/"), ("en", "https://contoh.example/en/panduan/a/"), ("x-default", "https://contoh.example/panduan/a/")], f"{name}: hreflang")
        part = site.html("panduan/c/index.html").split('<nav class="langs"')[1].split("</nav")[0]
        tap.ok('href="../../en/index.html"' in part and ">home page</small>" in part and ">kaca payun</small>" in part, "a page without versions says so and leads to the homes", part)
        root = ElementTree.fromstring(site.html("sitemap.xml").encode())
        space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
        urls = {u.find("s:loc", space).text: [(link.get("hreflang"), link.get("href")) for link in u.findall("x:link", space)] for u in root.findall("s:url", space)}
        tap.same(len(urls["https://contoh.example/en/panduan/a/"]), 4, "the sitemap names the versions")
        tap.same(urls["https://contoh.example/panduan/c/"], [], "and none where there is none")
        tap.ok(site.html("en/feed.xml") and site.html("su/feed.json") and 'href="../../../en/feed.xml"' in site.html("en/panduan/a/index.html"), "a feed for each language")
    with Site() as site:
        site.page("a")
        site.build()
        tap.ok("langs" not in site.html("a/index.html") and "hreflang" not in site.html("sitemap.xml"), "a site in one language has no switch")


def warnings(site):
    result = site.build()
    return [line for line in result.err.decode().splitlines() if ": warning: " in line or ": error: " in line], result.err.decode()


def test_outdated(tap):
    with Languages("languages: [en]\n") as site:
        site.version("index", "en")
        site.version("panduan/a", "en", follows="")
        lines, told = warnings(site)
        code = re.search(r"write translates: (2026-11-22 [0-9a-f]{6})", told)
        tap.ok(len(lines) == 1 and "a.en.md:1:1: warning: this version does not say which original" in lines[0] and code, "a version that follows nothing is given its line", told)
        site.version("panduan/a", "en", follows=code[1])
        tap.same(warnings(site)[0], [], "with it all is well")
        original = site.path / "content/panduan/a.md"
        text = original.read_text()
        original.write_text(text.replace(" {{fact.hari}}", "\n  {{fact.hari}}").replace("order: 3", "order: 4\ndate: 2026-11-22\nreview: 2027-01-01"))
        tap.same(warnings(site)[0], [], "broken into other lines, moved or checked again it is the same text")
        for change in (("Buka", "Bukalah"), ("text: KTP", "text: e-KTP"), ("Judul A", "Judul B")):
            original.write_text(text.replace(*change))
            lines, told = warnings(site)
            html = site.html("en/panduan/a/index.html")
            tap.ok(len(lines) == 1 and "content/panduan/a.md has changed since it was translated (2026-11-22" in lines[0], f"changed: {change[1]}", told)
            tap.ok("The original has changed since. This page follows the text of" in html and "22 November 2026" in html and 'href="../../../panduan/a/index.html"' in html, "and its readers are told")
    with Languages("languages: [en]\n") as site:
        site.version("index", "en")
        site.version("panduan/c", "en", follows="2026-10-31")
        tap.same(len(warnings(site)[0]), 1, "a date alone is compared with the original's")
        site.version("panduan/c", "en", follows="2026-11-01")
        tap.same(warnings(site)[0], [], "of the same day it is good")
        for wrong in ("kemarin", "2026-02-31", "2026-11-01 xyz", "2026-11-01 12345", "12345678"):
            site.version("panduan/c", "en", follows=f'"{wrong}"')
            tap.ok("is not the day and code of an original" in warnings(site)[1], f"no day and code: {wrong}")
        site.version("panduan/c", "en", "needs_review: true\n", follows="2026-11-01")
        site.build()
        tap.ok("No native speaker has checked this translation yet." in site.html("en/panduan/c/index.html"), "what nobody has checked says so")


def test_faults(tap):
    with Languages("nav: []\n") as site:
        site.version("panduan/a", "en")
        lines, told = warnings(site)
        tap.ok(any("looks like a version in the language “en”, which site.yaml does not name" in line for line in lines), "a language that is not listed", told)
    with Languages("languages: [en]\n") as site:
        site.version("panduan/a", "en")
        lines, told = warnings(site)
        tap.ok(any("the language “en” has no home page" in line for line in lines) and "langs" in (site.html("panduan/a/index.html")), "a language without a home", told)
        site.version("index", "en")
        site.version("panduan/b", "en", "", "No heading.")
        site.version("panduan/a", "en", "", "[B](b.md#x)")
        tap.ok("error" in warnings(site)[1], "a heading that the version lacks")
    with Languages("languages: [xx]\n") as site:
        site.version("panduan/a", "xx")
        tap.ok("templates/i18n/xx.yaml" in warnings(site)[1], "a language without words for its pages")
    with Languages("languages: [aa, ab, ac, ad, ae, af, ag, ah, ai]\n") as site:
        tap.ok("too many languages: at most 8" in warnings(site)[1], "too many languages")
    with Languages("languages: [en]\n") as site:
        site.version("index", "en")
        site.write("content/site.en.yaml", "base_url: https://evil.example/\n")
        tap.ok("site.en.yaml:1:1: error" in warnings(site)[1], "a language changes words only")
        site.write("content/site.en.yaml", "nav:\n  - label: X\n    link: nowhere\n")
        tap.ok("the menu points to page nowhere" in warnings(site)[1], "its menu is looked at")
        (site.path / "content/site.en.yaml").unlink()
        site.write("content/site.su.yaml", "title: T\n")
        tap.ok("site.su.yaml is of an unknown kind" in warnings(site)[1], "words of a language that is not there")
    with Languages("languages: [en]\n") as site:
        site.version("index", "en")
        site.version("panduan/a", "en", "slug: claim\n")
        site.build()
        tap.ok(site.html("en/panduan/claim/index.html"), "a version has an address of its own if it wants")
        site.page("panduan/a", "draft: true\n")
        site.build()
        tap.ok(site.html("en/panduan/claim/index.html") is None, "a draft's version is one, too")


def test_missing(tap):
    with full() as site:
        result = suluh("check", "--lang", "en", cwd=site.path)
        tap.ok("language “en”: 3 of 4 pages are there. Missing: panduan/c.md" in result.err.decode(), "a check tells what is missing", result.err.decode())


def test_links(tap):
    with Site() as site:
        site.page("a", "", 'x [Satu, "dua"](https://x.example/?a=1,2) [b](b.md) <https://y.example>\n\n- ![q](qr:a) [=1+1](mailto:a@x.example) [z][z]\n\n[z]: HTTP://Z.example')
        site.page("b")
        result = suluh("links", cwd=site.path)
        rows = list(csv.reader(io.StringIO(result.out.decode())))
        tap.same([r[:1] + r[3:] for r in rows[1:]], [["content/a.md", "https://x.example/?a=1,2", 'Satu, "dua"'], ["content/a.md", "https://y.example", "https://y.example"], ["content/a.md", "mailto:a@x.example", "'=1+1"], ["content/a.md", "HTTP://Z.example", "z"]], "links that leave the site")
        tap.ok(result.status == 0 and all(r[1].isdigit() and r[2].isdigit() for r in rows[1:]), "with their places", result.err.decode())
