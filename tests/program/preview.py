"""Previews and pictures: the PNG shows what the PDF does, pages know its size; pictures of every product are set, scaled and judged."""
import random
import re
import statistics
import struct
import zlib

from harness import Folder, ROOT, TESTS, copy_site, once, run
from program.content import output

SMALL = TESTS / "sites/small/content"
COVER_LIMIT = 120_000
LAYOUT = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:tal="http://xml.zope.org/namespaces/tal" xmlns:frame="urn:suluh:frame"
 width="210mm" height="297mm" viewBox="0 0 210 297" frame:fit="10 10" frame:keys="picture"><rect width="210" height="297" fill="#fbf5e9"/>
<rect frame:text="" frame:flow="title" frame:role="h1" style="font: 1em 'Plus Jakarta Sans'" x="15" y="10" width="100" height="12" tal:attributes="frame:text product/title"/>
<rect class="body" frame:flow="body" style="font: 1em 'Plus Jakarta Sans'" x="15" y="25" width="81.28" height="200"/>
<image x="110" y="25" width="81.28" height="60.96" %s href="a.png" tal:attributes="href string:content:${product/picture}"/></svg>"""
PRODUCT = "---\ntitle: Gambar\nlayout: gambar\npicture: gambar/%s\n---\n\nKata.\n\n![Isi gambar](../gambar/%s \"Keterangan\")\n"


def png_write(width, height, rows):
    """An RGB file of rows of bytes."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    data = zlib.compress(b"".join(b"\0" + r for r in rows), 6)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def waves(width, height):
    """Soft stripes of colour: they can be told when they are turned, mirrored or stretched."""
    rows = []
    for y in range(height):
        row = bytes(v for x in range(width) for v in ((x * 255 // width), (y * 255 // height), (x + y) * 4 // 16 % 256))
        rows.append(row)
    return png_write(width, height, rows)


def noise(width, height):
    """Soft clouds with grain, as worse than any photograph."""
    seed = random.Random(1)
    return png_write(width, height, [bytes((x * y // 3000 + c * 40 + seed.randrange(40)) % 256 for x in range(width) for c in range(3)) for y in range(height)])


def unfiltered(data, row, step, height):
    """PNG, 9.2."""
    out, above = [], bytearray(row)
    for y in range(height):
        kind, line = data[y * (row + 1)], bytearray(data[y * (row + 1) + 1:(y + 1) * (row + 1)])
        if kind == 2:
            line = bytearray((a + b) & 255 for a, b in zip(line, above))
        elif kind == 4 or kind == 1 or kind == 3:
            for i in range(row):
                left, up, corner = line[i - step] if i >= step else 0, above[i], above[i - step] if i >= step else 0
                p = left + up - corner
                near = min((abs(p - left), 0, left), (abs(p - up), 1, up), (abs(p - corner), 2, corner))[2]
                line[i] = (line[i] + {1: left, 3: (left + up) // 2, 4: near}[kind]) & 255
        out.append(bytes(line))
        above = line
    return out


def png_read(data):
    """Width, height, ppi and rows of RGB of a file as suluh writes them: without alpha, not interlaced."""
    at, body, palette, ppi = 8, b"", b"", None
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        part = data[at + 8:at + 8 + length]
        if kind == b"IHDR":
            width, height, bits, color = struct.unpack(">IIBB", part[:10])
        if kind == b"PLTE":
            palette = part
        if kind == b"pHYs":
            ppi = struct.unpack(">I", part[:4])[0] * 0.0254
        body += part if kind == b"IDAT" else b""
        at += 12 + length
    channels = 3 if color == 2 else 1
    rows = unfiltered(zlib.decompress(body), (width * bits * channels + 7) // 8, max(1, channels * bits // 8), height)
    if color == 2:
        return width, height, ppi, rows
    per = 8 // bits
    values = [[(row[x // per] >> (8 - bits - bits * (x % per))) & ((1 << bits) - 1) for x in range(width)] for row in rows]
    look = [palette[3 * i:3 * i + 3] for i in range(len(palette) // 3)] or [bytes([i * 255 // ((1 << bits) - 1)] * 3) for i in range(1 << bits)]
    return width, height, ppi, [b"".join(look[v] for v in row) for row in values]


def painted_by_poppler(pdf, page, width, height):
    """By its cairo painter: pdftoppm makes edges thinner on purpose."""
    with Folder() as folder:
        run(["pdftocairo", "-png", "-f", str(page), "-l", str(page), "-scale-to-x", str(width), "-scale-to-y", str(height), pdf, folder.path / "p"])
        return png_read(next(folder.path.glob("*.png")).read_bytes())[3]


def blocks(rows, side=4):
    """Means of squares: two painters smooth edges and set small letters differently, but not by more than that."""
    out = []
    for y in range(0, len(rows) - side + 1, side):
        sums = [sum(column) for column in zip(*rows[y:y + side])]
        out.append([sum(sums[x + 3 * i + c] for i in range(side)) / side**2 for x in range(0, len(sums) - 3 * side + 1, 3 * side) for c in range(3)])
    return out


def difference(a, b):
    """Mean over all samples of squares, of 255."""
    a, b = blocks(a), blocks(b)
    count = sum(len(r) for r in a)
    return sum(abs(x - y) for one, two in zip(a, b) for x, y in zip(one, two)) / count


@once
def test_as_the_pdf(tap):
    """Covers that are a whole page, one of each layout: the picture is the page as poppler paints the PDF."""
    folder = output() / "site/cetak"
    compared, seen = [], set()
    for file in sorted(folder.glob("*.png")):
        pdf = file.with_suffix(".pdf")
        layout = re.search(r"(?m)^layout: *(\S+)", (ROOT / f"content/cetak/{file.stem}.md").read_text())[1]
        if layout in seen:
            continue
        seen.add(layout)
        about = re.search(r"Page size: +([\d.]+) x ([\d.]+)", run(["pdfinfo", pdf]).out.decode()) if pdf.exists() else None
        if not about or "frame:preview=" in (ROOT / f"templates/print/{layout}.svg").read_text():
            continue
        width, height, _, rows = png_read(file.read_bytes())
        tap.ok(abs(width / height - float(about[1]) / float(about[2])) < 0.02, f"{file.name}: the shape of its page", (width, height, about[0]))
        far = difference(rows, painted_by_poppler(pdf, 1, width, height))
        tap.ok(far < 4, f"{file.name}: as poppler paints the page (mean difference {far:.2f} of 255)", far)
        compared.append(far)
    tap.ok(len(compared) >= 3 and statistics.median(compared) < 1.7, "most differ by less (poppler widens thin lines)", compared)


@once
def test_sizes(tap):
    page = (output() / "site/cetak/index.html").read_text()
    shown = dict(re.findall(r'<img src="([\w-]+\.png)"[^>]*?width="(\d+" height="\d+)"[^>]*loading="lazy"', page))
    files = sorted((output() / "site/cetak").glob("*.png"))
    tap.same(sorted(shown), [f.name for f in files], "the list of products shows every preview, when it comes into view")
    for file in files:
        data = file.read_bytes()
        width, height = struct.unpack(">II", data[16:24])
        tap.ok(len(data) <= COVER_LIMIT, f"{file.name}: {len(data)} bytes are at most {COVER_LIMIT}")
        small = file.with_suffix(".webp").read_bytes() if file.with_suffix(".webp").exists() else b""
        # RFC 9649, 2.5; RFC 6386, 9.1: width and height behind the key frame's start code
        across, down = struct.unpack("<HH", small[26:30]) if small[:4] == b"RIFF" and small[8:16] == b"WEBPVP8 " else (0, 1)
        wide, tall = struct.unpack(">II", data[16:24])
        tap.ok(across and across <= 360 and abs(across / down - wide / tall) < 0.01 and 1000 < len(small) <= 40_000, f"{file.name}: a smaller one for lists", (across, down, wide, tall, len(small)))
        tap.ok(f'srcset="{file.stem}.webp"' in page, f"{file.name}: and the list shows it")
        tap.same(shown.get(file.name), f'{width}" height="{height}', f"{file.name}: the page tells its size")
        large = output() / f"print/{file.stem}/{file.stem}.png"
        size = struct.unpack(">II", large.read_bytes()[16:24]) if large.exists() else (0, 0)
        tap.ok(320 < max(size) <= 3200 and size[0] * size[1] < 2_000_000, f"{file.stem}: all its pages in one picture", size)


def site_with(folder, name, picture, attributes='frame:alt="Gambar"'):
    copy_site(folder, SMALL, templates="copy")
    for old in (folder.path / "templates/print").glob("*.svg"):
        if old.stem != "poster-a3":
            old.unlink()
    folder.write("templates/print/gambar.svg", LAYOUT % attributes)
    folder.write(f"content/gambar/{name}", picture)
    folder.write("content/cetak/gambar.md", PRODUCT % (name, name))


def images(pdf):
    rows = run(["pdfimages", "-list", pdf]).out.decode().splitlines()[2:]
    return [dict(zip("page num type width height color comp bpc enc interp object id x_ppi y_ppi size ratio".split(), r.split())) for r in rows]


def test_set(tap):
    """A picture of 640 × 480 on 81.28 mm: 200 ppi. Once in Markdown, once from the front matter."""
    with Folder() as folder:
        site_with(folder, "gelombang.png", waves(640, 480))
        result = folder.build()
        tap.ok(result.status == 0 and b"gelombang" not in result.err, "200 ppi are enough", result)
        screen, press = folder.path / "output/site/cetak/gambar.pdf", folder.path / "output/print/gambar/gambar.press.pdf"
        found = images(screen)
        tap.same([(i["width"], i["color"], i["x_ppi"]) for i in found], [("640", "rgb", "200")] * 2, "on screens in RGB, at its size")
        tap.same(len({i["object"] for i in found}), 1, "stored once")
        tap.ok(images(press) and all(i["color"] == "cmyk" for i in images(press)), "for the press as inks", images(press))
        structure = run(["pdfinfo", "-struct-text", screen]).out.decode()
        tap.same(len(re.findall(r"(?m)^ *Figure", structure)), 2, "two figures in the structure")
        tap.ok(b"Keterangan" in run(["pdftotext", screen, "-"]).out, "and the caption")
        width, height, _, rows = png_read((folder.path / "output/site/cetak/gambar.png").read_bytes())
        far = difference(rows, painted_by_poppler(screen, 1, width, height))
        tap.ok(far < 1.5, f"the preview shows it as poppler does ({far:.2f} of 255)", far)
        bare = [row[:] for row in rows]
        x, y = int(width * 150 / 210), int(height * 55 / 297)
        tap.ok(rows[y][3 * x:3 * x + 3] != rows[height - 5][3 * x:3 * x + 3] and bare, "and it is there")
    with Folder() as folder:
        site_with(folder, "besar.png", waves(2600, 1950))
        tap.same(folder.build().status, 0, "a large one")
        found = images(folder.path / "output/site/cetak/gambar.pdf")
        tap.ok(found and all(190 < int(i["x_ppi"]) <= 210 for i in found), "is scaled down for screens", found)
    with Folder() as folder:
        site_with(folder, "ramai.png", noise(900, 900))
        folder.write("templates/print/gambar.svg", (LAYOUT % 'frame:alt="Gambar" preserveAspectRatio="xMidYMid slice"').replace('x="110" y="25" width="81.28" height="60.96"', 'width="210" height="297"').replace("<svg ", '<svg frame:ppi="60" ', 1))
        folder.build()
        cover = folder.path / "output/site/cetak/gambar.png"
        tap.ok(cover.exists() and 20_000 < cover.stat().st_size <= COVER_LIMIT, "a page full of detail, too, has a small preview", cover.exists() and cover.stat().st_size)


def test_judged(tap):
    cases = [
        ("kasar.png", waves(160, 120), "", 2, "content/cetak/gambar.md:9:1: error: the picture content/gambar/kasar.png is too coarse for print: 160 × 120 pixels on 81 × 61 mm are only 50 ppi, 200 are needed",
         "at least 640 × 480 pixels"),
        ("kasar.png", waves(160, 120), 'frame:ppi="40"', 2, "gambar.svg:5", ""),
        ("lembut.png", waves(480, 360), "", 0, "content/cetak/gambar.md:9:1: warning: the picture content/gambar/lembut.png will look soft: 480 × 360 pixels on 81 × 61 mm are only 150 ppi, better 200", ""),
        ("rusak.png", waves(640, 480)[:5000], "", 2, "content/gambar/rusak.png:1:1: error: this picture is cut off", ""),
        ("bom.png", png_write(29000, 29000, [b""]), "", 2, "content/gambar/bom.png:1:1: error: this picture is too large: 29000 × 29000", ""),
    ]
    for name, picture, attributes, status, message, hint in cases:
        with Folder() as folder:
            site_with(folder, name, picture, 'frame:alt="Gambar" ' + attributes)
            result = folder.build()
            text = result.err.decode()
            wanted = message not in text if attributes else message in text
            tap.ok(result.status == status and wanted and hint in text, f"{name} {attributes}: told", text)
    with Folder() as folder:
        site_with(folder, "IMG_0001.PNG", waves(640, 480))
        folder.write("content/gambar/JAHAT.SVG", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><script>alert(1)</script></svg>')
        result = folder.build()
        tap.ok(result.status == 2 and b"IMG_0001" not in result.err and b"JAHAT.SVG" in result.err, "names in capitals, as cameras write them", result)
    with Folder() as folder:
        site_with(folder, "a.png", waves(640, 480), "")
        result = folder.build()
        tap.ok(result.status == 2 and b"has no alternative text" in result.err, "without frame:alt", result)
    with Folder() as folder:
        site_with(folder, "a.png", waves(640, 480), 'frame:role="none"')
        result = folder.build()
        structure = run(["pdfinfo", "-struct-text", folder.path / "output/site/cetak/gambar.pdf"]).out.decode()
        tap.ok(result.status == 0 and len(re.findall(r"(?m)^ *Figure", structure)) == 1, "decoration is no figure", structure)
    for path, message in (("gambar/b.png", b"did you mean"), ("../../etc/passwd", b"lies outside"), ("gambar/lambang.svg", b"")):
        with Folder() as folder:
            site_with(folder, "a.png", waves(640, 480))
            folder.write("content/cetak/gambar.md", (PRODUCT % ("a.png", "a.png")).replace("picture: gambar/a.png", f"picture: {path}"))
            result = folder.build()
            tap.ok(message in result.err and (result.status == 2) == bool(message), f"content:{path}", result)


def test_spoilt(tap):
    """Bytes changed anywhere: refused or set, never a crash."""
    whole, seed = waves(640, 480), random.Random(3)
    worst = 0
    for _ in range(12):
        with Folder() as folder:
            data = bytearray(whole)
            for _ in range(seed.randrange(1, 4)):
                data[seed.randrange(8, len(data))] ^= 1 << seed.randrange(8)
            site_with(folder, "a.png", bytes(data))
            worst = max(worst, folder.build().status if folder.build().status in (0, 2) else 99)
    tap.ok(worst in (0, 2), "twelve spoilt pictures", worst)
