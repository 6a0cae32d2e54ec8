"""Pictures, icons, cards for sharing, single files, messages, the ZIP, compressed files, what web servers are told; the site in a browser
without a network (tests/offline.mjs)."""
import base64
import gzip
import hashlib
import html.parser
import io
import json
import os
import posixpath
import re
import struct
import urllib.parse
import zipfile

from harness import Folder, Options, TESTS, copy_site, once, run, suluh, tree, without_manifest, differences
from program.content import output

SITE = TESTS / "sites/pictures/content"
SECRET = b"TEMPAT-RAHASIA"


class Tags(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.styles, self.raw = [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self.raw = tag if tag in ("style", "script") else None

    def handle_endtag(self, tag):
        self.raw = None

    def handle_data(self, data):
        if self.raw == "style":
            self.styles.append(data)

    def all(self, *names):
        return [a for t, a in self.tags if t in names]


def png_size(data):
    return struct.unpack(">II", data[16:24]) if data.startswith(b"\x89PNG\r\n\x1a\n") else None


def webp_size(data):
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        return None
    kind, body = data[12:16], data[20:]
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", body[6:10])
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        bits = struct.unpack("<I", body[1:5])[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")


def jpeg_size(data):
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], struct.unpack(">H", data[at + 2:at + 4])[0]
        if 0xC0 <= marker <= 0xC3:
            height, width = struct.unpack(">HH", data[at + 5:at + 9])
            return width, height
        at += 2 + length


def built(tap, folder, *arguments, extra=""):
    if not (folder.path / "content").exists():
        copy_site(folder, SITE)
        config = folder.path / "content/site.yaml"
        config.write_text(config.read_text() + extra)
    result = folder.build(*arguments)
    tap.ok(result.status == 0 and not result.err, "the site with pictures builds without a word", result.err.decode())
    return tree(folder.path / "output")


def test_pictures(tap):
    with Folder() as folder:
        files = built(tap, folder)
        made = {n: d for n, d in files.items() if n.startswith("site/img/")}
        tap.ok(len({n.rsplit("-", 1)[0] for n in made}) == 3, "three pictures of pixels, each encoded once", sorted(made))
        for name, data in made.items():
            size = {"webp": webp_size, "png": png_size, "jpg": jpeg_size}[name.rsplit(".", 1)[1]](data)
            told = int(re.search(r"-(\d+)\.\w+$", name).group(1))
            tap.ok(size and size[0] == told and told <= 960, f"{name} is as wide as it says", size)
            tap.ok(SECRET not in data, f"{name} says nothing of where it was taken")
        tap.ok(not any(SECRET in d for d in files.values()), "no file does", [n for n, d in files.items() if SECRET in d])
        photo = sorted(n for n in made if "Foto-Kantor" in n)
        tap.ok([n.rsplit("-", 1)[1] for n in photo] == ["320.webp", "480.jpg", "480.webp", "700.webp"], "a photograph: WebP in widths up to its own, and a JPEG", photo)
        tap.ok(webp_size(made[photo[-1]]) == (700, 1000), "it stands upright as its EXIF says", webp_size(made[photo[-1]]))
        tap.ok(any(n.endswith(".png") for n in made if "lencana" in n), "what is transparent has a PNG beside its WebP")
        home = Tags(files["site/index.html"].decode())
        images = [i for i in home.all("img") if "alt" in i and i["alt"]]
        tap.ok([(i.get("width"), i.get("height")) for i in images[:3]] == [("700", "1000"), ("720", "1280"), ("300", "200")], "each tells its size, so that nothing jumps", images)
        tap.ok("loading" not in images[0] and all(i.get("loading") == "lazy" for i in images[1:] if i["alt"] != "QR"), "all but the first wait until they are seen", images)
        sources = home.all("source")
        tap.ok(len(sources) == 3 and "320w" in sources[0]["srcset"] and "sizes" in sources[0], "srcset and sizes", sources)
        tap.ok("site/gambar/layar.png" in files and "site/gambar/Foto Kantor.JPG" not in files, "the original is published when a page links to it")
        page = folder.path / "content/index.md"
        page.write_text(page.read_text() + "\nTambahan.\n")
        folder.build()
        stamps = {n: (folder.path / "output" / n).stat().st_mtime_ns for n in made}
        again = tree(folder.path / "output")
        folder.build("--output", "fresh")
        tap.ok(without_manifest(again) == without_manifest(tree(folder.path / "fresh")), "a changed page takes over the pictures of the build before", differences(tree(folder.path / "fresh"), again))
        tap.ok((folder.path / ".output.suluh-memo").exists() and all((folder.path / "output" / n).stat().st_mtime_ns == t for n, t in stamps.items()), "which are the same files")
        page.write_text(page.read_text().replace("\nTambahan.\n", ""))
        folder.build()
        folder.build("--jobs", "1", "--output", "one")
        one = without_manifest(tree(folder.path / "one"))
        tap.ok(one == without_manifest(files), "the same bytes by one thread", differences(without_manifest(files), one))


def test_hostile(tap):
    """Pictures that are none: an error that names them, no crash, no output."""
    original = (SITE / "gambar/Foto Kantor.JPG").read_bytes()
    png = (SITE / "gambar/layar.png").read_bytes()
    cases = {"cut JPEG": ("a.jpg", original[:4000]), "JPEG of nothing": ("a.jpg", original[:3]), "cut PNG": ("a.png", png[:3000]),
             "PNG of a billion pixels": ("a.png", png[:16] + struct.pack(">II", 60000, 60000) + png[24:]), "PNG with a broken sum": ("a.png", png[:300] + b"\0\1\2" + png[303:]),
             "text called JPEG": ("a.jpeg", b"hello"), "endless segments": ("a.jpg", b"\xff\xd8\xff" + b"\xe1\x00\x02\xff" * 5000)}
    for name, (path, data) in cases.items():
        with Folder() as folder:
            copy_site(folder, SITE)
            folder.write(f"content/gambar/{path}", data)
            folder.write("content/panduan/satu.md", f"---\ntitle: Satu\ndescription: Satu.\n---\n![Gambar](../gambar/{path})\n")
            result = folder.build()
            tap.ok(result.status == 2 and path.encode() in result.err and SECRET not in result.err and not (folder.path / "output").exists(), f"{name}: an error", result)


def references(tags):
    for tag, values in tags.tags:
        for key in ("href", "src", "data", "action", "poster"):
            if values.get(key):
                yield tag, values[key]
        for part in (values.get("srcset") or "").split(","):
            if part.strip():
                yield tag, part.split()[0]


@once
def test_single(tap):
    for site in (None, "site without an address"):
        with Folder() as folder:
            copy_site(folder, SITE)
            config = folder.path / "content/site.yaml"
            if site:
                config.write_text(config.read_text().replace("base_url: https://gambar.example/\n", ""))
            result = folder.build()
            files = tree(folder.path / "output")
            tap.ok(result.status == 0, site or "a site with an address", result.err.decode())
            data = files["site/unduh/panduan-foto.html"]
            page = Tags(data.decode())
            tap.ok(not page.all("script", "link", "source", "iframe", "form"), "no scripts, no style sheets, no frames", page.tags)
            bad = [r for t, r in references(page) if t == "img" and not r.startswith("data:image/")]
            tap.ok(not bad and len(page.all("img")) >= 1, "pictures are within the file", bad)
            links = [r for t, r in references(page) if t == "a" and not re.match(r"#|https://|tel:|mailto:", r)]
            tap.ok(not links, "links are whole addresses or stay in the file", links)
            ids = {v.get("id") for _, v in page.tags}
            inside = [r for t, r in references(page) if r.startswith("#") and r[1:] not in ids]
            tap.ok(not inside, "what links into the file is there", inside)
            to_site = [r for t, r in references(page) if t == "a" and r.startswith("https://gambar.example/")]
            tap.ok(bool(to_site) != bool(site), "other pages of the site are named where its address is known, else they are words", to_site)
            policy = next(a["content"] for a in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
            digest = base64.b64encode(hashlib.sha256("".join(page.styles).encode()).digest()).decode()
            tap.ok(data.count(b"<style") == 1 and f"'sha256-{digest}'" in policy and "default-src 'none'" in policy, "the policy names the style by its hash", policy)
            tap.ok(len(data) < 100_000 and SECRET not in data, "it is small, and tells no places", len(data))
            guide = Tags(files["site/panduan/foto/index.html"].decode())
            shown = re.search(r"\((\d+) KB\)", re.sub(r"<[^>]+>", "", files["site/panduan/foto/index.html"].decode()))
            tap.ok(shown and int(shown.group(1)) == -(-len(data) // 1000), "its size is told on the page", shown)
            tap.ok(bool([a for a in guide.all("a") if "wa.me" in a.get("href", "")]) != bool(site), "an address can be shared only where there is one")


@once
def test_message(tap):
    with Folder() as folder:
        copy_site(folder, SITE)
        paragraph = "Kata-kata yang panjang dan **tebal** sekali. " * 40
        folder.write("content/panduan/panjang.md", "---\ntitle: Panjang\ndescription: Sangat panjang.\ntype: guide\ndate: 2026-11-22\n---\n" + (paragraph + "\n\n") * 60)
        folder.build()
        files = tree(folder.path / "output")
        text = files["site/unduh/panduan-foto.txt"].decode("utf-8-sig")
        for part in ("*Foto yang baik", "*GRATIS* · 5 menit", "1. *Cari tempat terang.* Lihat _contohnya_.", "> Macet di sini? Tanya (https://gambar.example/panduan/bantuan/)", "- *Senin*: Jam 08.00; Tempat Loket 1",
                     "☐ Foto jelas", "https://gambar.example/panduan/foto/\n"):
            tap.ok(part in text, f"the message holds {part!r}", text)
        tap.ok("**" not in text and "](" not in text and "|" not in text and "<" not in text, "nothing of Markdown is left", text)
        long = files["site/unduh/panduan-panjang.txt"].decode("utf-8-sig")
        tap.ok(60000 < len(long) <= 65536 and long.endswith("https://gambar.example/panduan/panjang/\n") and "…" in long, "a long guide is cut at WhatsApp's limit, and says where the rest is", len(long))
        link = next(a["href"] for a in Tags(files["site/panduan/foto/index.html"].decode()).all("a") if "wa.me" in a.get("href", ""))
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(link).query)["text"][0]
        tap.ok(query.startswith("Foto yang baik") and query.endswith("\nhttps://gambar.example/panduan/foto/") and len(link) < 2000, "the link carries title and address", link)


@once
def test_zip(tap):
    with Folder() as folder:
        files = built(tap, folder)
        packed = zipfile.ZipFile(io.BytesIO(files["site/unduh/situs.zip"]))
        tap.ok(packed.testzip() is None, "the ZIP is sound")
        names = packed.namelist()
        tap.ok(names == sorted(names) and all(n.startswith("situs/") for n in names), "in order, in one folder", names)
        tap.ok(all(i.date_time == (1980, 1, 1, 0, 0, 0) for i in packed.infolist()), "no times")
        wrong = [n for n in names if packed.read(n) != files["site/" + n[6:]]]
        tap.ok(not wrong, "it holds the site's files", wrong)
        pages = {n[6:]: packed.read(n).decode() for n in names if n.endswith(".html")}
        dead = []
        for name, text in pages.items():
            for tag, reference in references(Tags(text)):
                target = urllib.parse.unquote(urllib.parse.urlsplit(reference).path)
                if re.match(r"[a-z]+:|//|/", reference) or not target:
                    continue
                if posixpath.normpath(posixpath.join(posixpath.dirname(name), target)) not in [n[6:] for n in names]:
                    dead.append((name, reference))
        tap.ok(not dead and len(pages) > 6, "everything that its pages name is in it: it opens from disk", dead)
        result = run(["unzip", "-tq", folder.path / "output/site/unduh/situs.zip"])
        tap.ok(result.status == 0, "unzip agrees", result.out + result.err)
        before = os.stat(folder.path / "output/site/unduh/situs.zip").st_ino
        folder.build()
        tap.ok(os.stat(folder.path / "output/site/unduh/situs.zip").st_ino == before, "an unchanged site keeps its ZIP")
        page = folder.path / "content/panduan/ketiga.md"
        page.write_text(page.read_text() + "\nBaru sekali.\n")
        folder.build()
        again = zipfile.ZipFile(folder.path / "output/site/unduh/situs.zip")
        tap.ok("Baru sekali." in again.read("situs/panduan/ketiga/index.html").decode(), "a changed page changes it")


def test_extras(tap):
    with Folder() as folder:
        files = built(tap, folder, extra="extras: []\n")
        extra = [n for n in files if re.match(r"site/(unduh|og)/|site/.*\.(gz|br)$|site/icon-", n)]
        tap.ok(not extra, "without extras there are none", extra)
        tap.ok(b"unregister" in files["site/sw.js"] and b"SITE" not in files["site/sw.js"], "the worker only takes an older one away")
        tap.ok(b"offline." not in files["site/index.html"] and b"site-share" not in files["site/panduan/foto/index.html"], "and pages say nothing of them")
        config = folder.path / "content/site.yaml"
        config.write_text(config.read_text().replace("extras: []", "extras: [compressed]"))
        files = tree(folder.path / "output") if folder.build().status == 0 else {}
        packed = [n for n in files if n.endswith(".gz")]
        tap.ok(len(packed) > 8 and all(gzip.decompress(files[n]) == files[n[:-3]] and files[n][4:8] == bytes(4) for n in packed), "compressed files, without times", packed)
        tap.ok({n[:-3] for n in packed} == {n[:-3] for n in files if n.endswith(".br")}, "in both forms")
        config.write_text(config.read_text().replace("[compressed]", "[compresed]"))
        result = folder.build()
        tap.ok(result.status == 2 and b"compressed" in result.err, "a wrong name is told with the nearest", result.err.decode())


@once
def test_heads(tap):
    """Icons, cards, policy, headers of the real content."""
    site = output() / "site"
    for name, side in (("apple-touch-icon.png", 180), ("icon-192.png", 192), ("icon-512.png", 512), ("icon-maskable-512.png", 512)):
        tap.same(png_size((site / name).read_bytes()), (side, side), name)
    icon = (site / "favicon.ico").read_bytes()
    count, width, height = struct.unpack("<H", icon[4:6])[0], icon[6], icon[7]
    size, start = struct.unpack("<II", icon[14:22])
    tap.ok((count, width, height) == (1, 32, 32) and png_size(icon[start:start + size]) == (32, 32) and start + size == len(icon), "favicon.ico")
    manifest = json.loads((site / "manifest.webmanifest").read_text())
    tap.ok(all((site / i["src"]).exists() and png_size((site / i["src"]).read_bytes()) == tuple(map(int, i["sizes"].split("x"))) for i in manifest["icons"]) and manifest["name"] and manifest["start_url"], "the manifest", manifest)
    inline, cards, policies = [], 0, set()
    for file in sorted(site.rglob("*.html")):
        if "unduh" in file.parts:
            continue
        page = Tags(file.read_text())
        policies.update(a["content"] for a in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
        inline += [(file, t, a) for t, a in page.tags if "style" in a or t == "style" or any(k.startswith("on") for k in a) or (t == "script" and "src" not in a and a.get("type") != "application/ld+json")]
        metas = [(a["property"], a["content"]) for a in page.all("meta") if a.get("property", "").startswith("og:image")]
        for key, value in metas:
            if key == "og:image":
                cards += 1
                data = (site / urllib.parse.unquote(urllib.parse.urlsplit(value).path).lstrip("/")).read_bytes()
                if png_size(data) not in ((1200, 630), (1200, 1200)) or len(data) >= 300_000:
                    tap.ok(False, f"{value} is a card", (png_size(data), len(data)))
    tap.ok(not inline, "no style, script or handler within a page", inline)
    tap.ok(len(policies) == 1 and "unsafe" not in min(policies) and "default-src 'none'" in min(policies), "one policy for all pages, without exceptions", policies)
    tap.ok(cards >= 60, f"{cards} cards, each as large as it should be and below 300 KB")
    headers = (site / "_headers").read_text()
    tap.ok(min(policies) in headers and "frame-ancestors" in headers and "nosniff" in headers, "_headers says the same policy", headers)
    named = re.findall(r"(?m)^/(\S+\.(?:css|js))\n +Cache-Control: public, max-age=31536000, immutable", headers)
    there = {f.name for f in site.iterdir() if re.search(r"\.[0-9a-f]{10}\.(css|js)$", f.name)}
    tap.ok(set(named) == there and len(there) >= 4, "fingerprinted files are kept for ever", (named, there))
    sample = (output() / "server/nginx.conf").read_text()
    tap.ok(min(policies) in sample and "gzip_static on;" in sample and sample.count("{") == sample.count("}"), "the sample for nginx", sample)


@once
def test_browser(tap):
    env = {"SULUH_NPM": str(Options.build / "npm/node_modules"), "CHROMIUM": os.environ.get("CHROMIUM", "/usr/bin/chromium")}
    with Folder() as folder:
        built(tap, folder)
        for name, site in (("pictures", folder.path / "output/site"), ("content", output() / "site")):
            result = run(["node", TESTS / "offline.mjs", site], env=env, timeout=240)
            lines = result.out.decode("utf-8", "replace").splitlines()
            for number, line in enumerate(lines):
                match = re.match(r"(not )?ok - (.*)", line)
                if match:
                    detail = [l[1:] for l in lines[number + 1:number + 12] if l.startswith("#")]
                    tap.ok(not match.group(1), f"{name}: {match.group(2)}", "\n".join(detail))
                elif line.startswith("# "):
                    print(line, flush=True)
            tap.ok(result.status == 0 and lines and lines[-1] == "done", f"{name}: to the end", result.err.decode("utf-8", "replace")[-2000:])


assert suluh
