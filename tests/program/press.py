"""The files for print shops and offices, judged by Ghostscript, qpdf and Poppler: boxes, inks on pixels, plates, imposition, the slip."""
import re

from harness import Folder, Options, ROOT, TESTS, copy_site, golden, once, run

POINT = 72 / 25.4
HEAD = ('<svg xmlns="http://www.w3.org/2000/svg" xmlns:frame="urn:suluh:frame" xmlns:tal="http://xml.zope.org/namespaces/tal" '
        'width="{w}mm" height="{h}mm" viewBox="0 0 {w} {h}" frame:brand="green #0b4635 amber #f2b134" {root}>\n'
        '<style>text {{ font-family: "Plus Jakarta Sans"; fill: #16201b }}</style>\n')
INKS = """
brand:
  green: "#0b4635"
  amber: "#f2b134"
inks:
  green: {cmyk: [90, 35, 80, 55]}
  amber: {cmyk: [0, 33, 88, 0], spot: "PANTONE 143 C"}
  black: {cmyk: [60, 40, 40, 100], from: 30}
"""

# Everything that has a colour: tints, a gradient with an alpha, a group, a photograph's colours, black large and small, white on black, text on inks.
COLOURS = """
<defs><linearGradient id="g"><stop offset="0" stop-color="#f2b134"/><stop offset="1" stop-color="#c02020" stop-opacity="0.2"/></linearGradient>
<linearGradient id="full"><stop offset="0" stop-color="#102030"/><stop offset="1" stop-color="#0000ff"/></linearGradient></defs>
<rect x="-3" y="-3" width="106" height="43" fill="#0b4635"/>
<rect x="5" y="45" width="40" height="40" fill="#000000"/>
<rect x="10" y="50" width="10" height="10" fill="#ffffff"/>
<rect x="50" y="45" width="10" height="10" fill="#000000"/>
<rect x="65" y="45" width="30" height="15" fill="#f2b134"/>
<rect x="50" y="65" width="45" height="8" fill="url(#g)"/>
<rect x="50" y="75" width="45" height="8" fill="url(#full)"/>
<g opacity="0.5"><rect x="5" y="90" width="20" height="10" fill="#c02020"/><rect x="15" y="95" width="20" height="10" fill="#2040c0"/></g>
<rect x="40" y="90" width="20" height="10" fill="#c02020"/><rect x="65" y="90" width="30" height="10" fill="#85a39a"/>
<text x="66" y="57" font-size="14" font-weight="800">II</text>
<text x="5" y="115" font-size="4">Hitam saja</text>
<text x="70" y="30" font-size="14" font-weight="800">II</text>
<text x="5" y="30" font-size="8" style="fill: #ffffff">Putih</text>
"""


def pages(count, width, height, extra=""):
    """Pages side by side, each with its number near its outer top corner."""
    out = ""
    for i in range(count):
        x = i * (width + 10)
        out += (f'<g frame:page="h{i + 1}" frame:box="{x} 0 {width} {height}">{extra}'
                f'<text x="{x + 10}" y="20" font-size="5">Halaman{i + 1}</text></g>\n')
    return out


LAYOUTS = {
    "warna": ((100, 120), 'frame:bleed="3"', COLOURS),
    "lipat": ((307, 210), 'frame:bleed="3" frame:folds="97 197"', '<g frame:page="a" frame:box="0 0 297 210"><text x="10" y="20" font-size="5">Luar</text></g>'
              '<g frame:page="b" frame:box="0 220 297 210"><text x="10" y="240" font-size="5">Dalam</text></g>'),
    "tenda": ((210, 297), 'frame:bleed="3" frame:folds-down="110 220"', '<text x="10" y="20" font-size="5">Tenda</text>'),
    "buku": ((1264, 210), 'frame:bleed="3" frame:impose="booklet"', pages(8, 148, 210)),
    "kartu": ((200, 55), 'frame:bleed="3" frame:impose="n-up" frame:sheet="A3+"', pages(2, 90, 55)),
    "besar": ((420, 594), 'frame:bleed="5"', '<text x="20" y="60" font-size="40">Besar</text>'),
    "spanduk": ((6000, 1000), "", '<text x="200" y="600" font-size="400">Spanduk</text>'),
    "gelap": ((210, 297), "", """<rect x="0" y="0" width="210" height="150" fill="#0b4635"/><rect x="20" y="200" width="80" height="20" fill="#0b4635"/>
<rect x="120" y="200" width="70" height="40" fill="#808080"/>
<text x="20" y="60" font-size="20" font-weight="800" style="fill: #ffffff">HHHH</text><text x="25" y="215" font-size="14" font-weight="800" style="fill: #ffffff">HH</text>
<text x="125" y="225" font-size="20" font-weight="800" style="fill: #909090">HH</text><text x="20" y="270" font-size="20" font-weight="800" style="fill: #f2e6c0">HH</text>
<path d="M150 30h6v40h-6z" fill="#f2b134"/>"""),
    "hitam": ((100, 100), "", '<text x="10" y="20" font-size="5">Hanya hitam</text><rect x="10" y="40" width="20" height="20" fill="#333333"/>'),
}
FRONT = {
    "lipat": "paper: HVS 150\ncopies: 1500\nfinishing: lipat tiga, tanpa laminasi\n",
    "buku": "paper: HVS 100\nthickness: 0.2\ncopies: 200\n",
    "kartu": "paper: Art Carton 260\n",
    "besar": "paper: F4\n",
}


def make(folder, names=None, inks=INKS):
    copy_site(folder, ROOT / "tests/sites/small/content", templates="copy")
    for file in list((folder.path / "content/cetak").glob("*.md")):
        if file.stem != "index":
            file.unlink()
    site = folder.path / "content/site.yaml"
    site.write_text(re.sub(r"(?ms)^brand:.*?(?=^\S|\Z)", "", site.read_text()) + inks)
    for name in names or LAYOUTS:
        (w, h), root, body = LAYOUTS[name]
        folder.write(f"templates/print/uji-{name}.svg", HEAD.format(w=w, h=h, root=root) + body + "</svg>\n")
        folder.write(f"content/cetak/{name}.md", f"---\ntitle: Uji {name}\nlayout: uji-{name}\nlang: id\ndate: 2026-11-22\neditions: [press, office]\n{FRONT.get(name, '')}---\n")
    return folder.build("--output", folder.path / "output")


class Made:
    """The site of all layouts, built once."""
    folder = None

    @classmethod
    def file(cls, name, kind):
        return cls.folder.path / f"output/print/{name}/{name}.{kind}"


def test_build(tap):
    Made.folder = Folder()
    result = make(Made.folder)
    tap.ok(result.status == 0 and b"warning" not in result.err, "all layouts are printed", result.err.decode())
    for name in LAYOUTS:
        for kind in ("press.pdf", "office.pdf", "slip.txt"):
            tap.ok(Made.file(name, kind).exists(), f"{name}.{kind}")
    for name in LAYOUTS:
        for kind in ("press.pdf", "office.pdf"):
            check = run(["qpdf", "--check", Made.file(name, kind)])
            tap.ok(check.status == 0 and b"WARNING" not in check.out + check.err, f"{name}.{kind}: qpdf --check", check)


# ---- what the tools say ----

def boxes(file):
    """{box: [x0, y0, x1, y1]} in mm, for each page; UserUnit is taken in."""
    out = []
    for text in plain(file).split(b"\nendobj"):
        if b"/Type /Page\n" not in text and not re.search(rb"/Type /Page\b(?!s)", text):
            continue
        unit = re.search(rb"/UserUnit ([\d.]+)", text)
        scale = (float(unit.group(1)) if unit else 1) / POINT
        page = {"unit": float(unit.group(1)) if unit else 1}
        for name, numbers in re.findall(rb"/(\w+Box) \[\s*([-\d.\s]+?)\s*\]", text):
            page[name.decode()] = [float(n) * scale for n in numbers.split()]
        out.append(page)
    return out


def plain(file):
    return run(["qpdf", "--qdf", "--object-streams=disable", file, "-"]).out


def streams(file):
    """Content streams of pages and forms, without pictures, fonts and profiles."""
    found = []
    for text in plain(file).split(b"\nendobj"):
        match = re.search(rb"(?s)(.*?)\nstream\n(.*)\nendstream", text)
        if match and not re.search(rb"/(Subtype /Image|Length1|N [34]|Type /Metadata|Type /XRef)\b|CIDInit", match.group(1) + match.group(2)[:200]):
            found.append(match.group(2))
    return found


def operators(file):
    """Operators of content streams; strings are taken out."""
    used = set()
    for stream in streams(file):
        bare = re.sub(rb"(?s)\((?:\\.|[^\\()])*\)", b"", stream)
        used |= set(re.findall(rb"(?<![/\w])([A-Za-z*]{1,3})(?=\s)", bare))
    return {u.decode() for u in used}


class Plates:
    """A page as inks on pixels, by Ghostscript: bytes of C, M, Y, K from the trim box, or of all that is printed."""

    def __init__(self, file, page=1, dpi=72, box="-dUseTrimBox"):
        result = run(["gs", "-q", "-dSAFER", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pamcmyk32", f"-r{dpi}", box, "-dTextAlphaBits=1", "-dGraphicsAlphaBits=1",
                      f"-dFirstPage={page}", f"-dLastPage={page}", "-sOutputFile=-", file], timeout=60)
        head, self.data = result.out.split(b"ENDHDR\n", 1)
        self.width, self.height = (int(re.search(rb"%s (\d+)" % k, head).group(1)) for k in (b"WIDTH", b"HEIGHT"))
        self.scale = dpi / 25.4

    def at(self, x, y):
        """Percent of C, M, Y, K at a place in mm."""
        start = 4 * (int(y * self.scale) * self.width + int(x * self.scale))
        return [round(v / 2.55) for v in self.data[start:start + 4]]

    def heaviest(self):
        return max(sum(self.data[i:i + 4]) for i in range(0, len(self.data), 4)) / 2.55

    def cut(self, x, y, width, height):
        rows = []
        for row in range(round(y * self.scale), round((y + height) * self.scale)):
            start = 4 * (row * self.width + round(x * self.scale))
            rows.append(self.data[start:start + 4 * round(width * self.scale)])
        return rows


def near(got, wanted, most=1.0):
    return len(got) == len(wanted) and all(abs(a - b) <= most for a, b in zip(got, wanted))


# ---- the press ----

def test_boxes(tap):
    page = boxes(Made.file("warna", "press.pdf"))[0]
    trim, bleed, media = (page[k] for k in ("TrimBox", "BleedBox", "MediaBox"))
    tap.ok(near([trim[2] - trim[0], trim[3] - trim[1]], [100, 120], 0.01), "the trim box is the page", trim)
    tap.ok(near([trim[0] - bleed[0], trim[1] - bleed[1], bleed[2] - trim[2], bleed[3] - trim[3]], [3] * 4, 0.01), "the bleed box is 3 mm around it", bleed)
    tap.ok(bleed[0] - media[0] > 5 and media[3] - bleed[3] > 5, "and there is room for marks", media)
    two = boxes(Made.file("lipat", "press.pdf"))
    tap.ok(len(two) == 2 and all(near([p["TrimBox"][2] - p["TrimBox"][0]], [297], 0.01) for p in two), "both sides of a folder", two)
    book = boxes(Made.file("buku", "press.pdf"))
    tap.ok(len(book) == 4 and near([book[0]["TrimBox"][2] - book[0]["TrimBox"][0]], [296], 0.01), "a booklet of eight: four sides of two pages", book)
    banner = boxes(Made.file("spanduk", "press.pdf"))[0]
    tap.ok(banner["unit"] == 2 and near(banner["MediaBox"], [0, 0, 6000, 1000], 0.1), "six metres, in larger units", banner)


def test_claims(tap):
    file = Made.file("warna", "press.pdf")
    text = plain(file)
    about = run(["pdfinfo", file]).out.decode()
    for what, pattern in {"output intent": rb"/S /GTS_PDFX\b", "condition": rb"/OutputConditionIdentifier \(FOGRA39\)", "a profile of four inks": rb"/N 4\b",
                          "version in XMP": rb"<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>", "not trapped": rb"/Trapped /False",
                          "nor so in XMP": rb"<pdf:Trapped>False</pdf:Trapped>", "date": rb"/CreationDate \(D:20261122000000Z\)",
                          "date in XMP": rb"<xmp:CreateDate>2026-11-22T00:00:00Z", "identifier": rb"<xmpMM:DocumentID>uuid:[0-9a-f-]{36}<", "trailer's id": rb"/ID \["}.items():
        tap.ok(re.search(pattern, text), f"press: {what}")
    tap.ok(b"/Encrypt" not in text and "Encrypted:       no" in about, "not encrypted")
    tap.ok(text.startswith(b"%PDF-1.6") or "PDF version:     1.6" in about, "PDF 1.6", about)
    tap.ok(b"/Annots" not in text and b"/Outlines" not in text, "nothing to click on paper")
    fonts = run(["pdffonts", file]).out.decode().splitlines()[2:]
    tap.ok(fonts and all(re.search(r"\byes +yes +yes\b", f) for f in fonts), "fonts are embedded", fonts)


def test_no_rgb(tap):
    for name in LAYOUTS:
        file = Made.file(name, "press.pdf")
        used = operators(file)
        tap.ok(not used & {"rg", "RG", "g", "G"} and used & {"k", "cs"}, f"{name}: only inks in its streams", sorted(used))
        text = plain(file)
        tap.ok(not re.search(rb"/(DeviceRGB|CalRGB|Lab)\b", text), f"{name}: no RGB object or group")
        groups = set(re.findall(rb"(?s)/Group <<(.*?)>>", text))
        masks = {g for g in groups if b"/DeviceGray" in g}
        tap.ok(all(b"/DeviceCMYK" in g for g in groups - masks), f"{name}: groups in CMYK", groups)
    tap.ok(b"/S /Luminosity" in plain(Made.file("warna", "press.pdf")), "there is a soft mask to judge")


def test_inks(tap):
    plates = Plates(Made.file("warna", "press.pdf"), dpi=150)
    tap.ok(plates.heaviest() <= 301, f"no pixel has more than 300 % of ink: {plates.heaviest():.0f} %")
    tap.ok(near(plates.at(80, 20), [90, 35, 80, 55]), "the brand colour is its recipe", plates.at(80, 20))
    tap.ok(near(plates.at(80, 95), [45, 18, 40, 28], 2), "a tint of it is the recipe, scaled", plates.at(80, 95))
    tap.ok(near(plates.at(30, 70), [60, 40, 40, 100]), "a large black area has ink below", plates.at(30, 70))
    tap.ok(near(plates.at(55, 50), [0, 0, 0, 100]), "a small one has not", plates.at(55, 50))
    tap.ok(near(plates.at(15, 55), [0, 0, 0, 0]), "white takes the ink away", plates.at(15, 55))
    tap.ok(near(plates.at(90, 58), [0, 33, 88, 0]), "the spot ink's look", plates.at(90, 58))
    red = plates.at(50, 95)
    tap.ok(red[0] < 20 and red[1] > 80 and red[2] > 70, "another colour is converted", red)
    on = [plates.at(66 + x / 10, 52) for x in range(0, 110)]
    tap.ok(any(near(p, [0, 33, 88, 100], 2) for p in on), "black letters are put on top of the amber", on[:20])
    letters = [plates.at(5 + x / 10, 113.5) for x in range(200)]
    dark = [p for p in letters if p[3] > 50]
    tap.ok(dark and all(p[:3] == [0, 0, 0] and p[3] == 100 for p in dark), "text is black ink alone", dark[:5])
    white = [plates.at(5 + x / 10, 27) for x in range(200)]
    tap.ok(any(near(p, [0] * 4) for p in white), "white letters take the green away")
    cover = run(["gs", "-q", "-o", "-", "-sDEVICE=inkcov", "-dUseTrimBox", Made.file("hitam", "press.pdf")]).out.split()
    tap.ok([float(v) for v in cover[:3]] == [0, 0, 0] and float(cover[3]) > 0, "a black page needs one plate", cover)


def test_overprint(tap):
    text = plain(Made.file("warna", "press.pdf"))
    tap.ok(re.search(rb"/OP true", text) and re.search(rb"/op true", text) and re.search(rb"/OPM 1", text), "the keys of overprint")
    tap.ok(re.search(rb"/OP false", text) and re.search(rb"/OPM 0", text), "which is switched off again")


def test_spot(tap):
    file = Made.file("warna", "press.pdf")
    tap.ok(re.search(rb"/Separation\s+/PANTONE#20143#20C\s+/DeviceCMYK", plain(file)), "a separation with CMYK behind it")
    run(["gs", "-q", "-dSAFER", "-dNOPAUSE", "-dBATCH", "-sDEVICE=tiffsep", "-r36", f"-sOutputFile={Made.folder.path}/sep.tif", file], timeout=60)
    plates = sorted(p.name for p in Made.folder.path.glob("sep*.tif"))
    tap.ok(any("PANTONE 143 C" in p for p in plates), "it is a plate of its own", plates)
    tap.ok(any("Black" in p for p in plates) and len(plates) >= 6, "besides the process inks", plates)


def text_at(file, page, x, y, width, height):
    """Text inside of a box of mm from the media's top left corner."""
    numbers = [str(round(v * POINT)) for v in (x, y, width, height)]
    return run(["pdftotext", "-f", str(page), "-l", str(page), "-x", numbers[0], "-y", numbers[1], "-W", numbers[2], "-H", numbers[3], file, "-"]).out.decode().split()


def words(file, page):
    """[(x, word)] of a page, x in mm from the left of the media."""
    text = run(["pdftotext", "-bbox", "-f", str(page), "-l", str(page), file, "-"]).out.decode()
    return [(float(x) / POINT, word) for x, word in re.findall(r'<word xMin="([\d.]+)"[^>]*>([^<]*)<', text)]


def test_booklet(tap):
    file = Made.file("buku", "press.pdf")
    sides = [(8, 1), (2, 7), (6, 3), (4, 5)]
    margin = boxes(file)[0]["TrimBox"][0]
    for i, (left, right) in enumerate(sides):
        y = margin - 1
        tap.same(text_at(file, i + 1, margin, y, 148, 212), [f"Halaman{left}"], f"side {i + 1}: its left half")
        tap.same(text_at(file, i + 1, margin + 148, y, 148, 212), [f"Halaman{right}"], f"side {i + 1}: its right half")
    creep = 3.14159 / 2 * 0.2
    outer, inner = ({w: x - margin for x, w in words(file, page)} for page in (1, 3))
    tap.ok(near([outer["Halaman8"], outer["Halaman1"]], [10.3, 158.3], 0.5), "pages of the outer sheet stand where they are", outer)
    moved = [inner["Halaman6"] - outer["Halaman8"], outer["Halaman1"] - inner["Halaman3"]]
    tap.ok(near(moved, [creep, creep], 0.02), f"those of the inner one are moved {creep:.2f} mm towards the spine", moved)
    tap.ok("Halaman8" in text_at(Made.file("buku", "office.pdf"), 1, 0, 0, 148, 210), "the office's booklet is imposed, too")
    size = boxes(Made.file("buku", "office.pdf"))[0]["MediaBox"]
    tap.ok(near(size, [0, 0, 297, 210], 0.1), "on A4", size)


def test_cards(tap):
    file = Made.file("kartu", "press.pdf")
    media = boxes(file)[0]["MediaBox"]
    tap.ok(near(media, [0, 0, 485, 325], 0.1), "cards on A3+", media)
    counts = [[w for _, w in words(file, page)].count(f"Halaman{page}") for page in (1, 2)]
    tap.same(counts, [25, 25], "as many as there is room for, on both sides")
    left, top = (485 - 5 * 90 - 4 * 6) / 2, (325 - 5 * 55 - 4 * 6) / 2
    for page in (1, 2):
        plates = Plates(file, page, dpi=127)  # 5 pixels a mm
        cells = [plates.cut(round(left + c * 96), round(top + r * 61), 88, 53) for r in range(5) for c in range(5)]
        black = [sum(row.count(b"\xff") for row in cell) for cell in cells]
        differing = max(sum(a != b for a, b in zip(b"".join(cell), b"".join(cells[0]))) for cell in cells)
        tap.ok(min(black) > 200 and differing < min(black) / 2, f"side {page}: every copy stands at its place, as a picture", (black, differing))
    office = Made.file("kartu", "office.pdf")
    size = boxes(office)[0]["MediaBox"]
    tap.ok(near(size, [0, 0, 210, 297], 0.1) and len(words(office, 1)) == 10, "ten on the office's A4", size)


def test_marks(tap):
    file = Made.file("lipat", "press.pdf")
    page = boxes(file)[0]
    margin = page["TrimBox"][0]
    plates = run(["gs", "-q", "-dSAFER", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pamcmyk32", "-r300", "-dFirstPage=1", "-dLastPage=2", "-sOutputFile=-", file], timeout=60).out
    scale = 300 / 25.4
    width, height = (int(v) for v in re.search(rb"WIDTH (\d+)\nHEIGHT (\d+)", plates).groups())
    images = [part.split(b"ENDHDR\n", 1)[1][:4 * width * height] for part in re.split(rb"P7\n(?=WIDTH)", plates)[1:]]

    def marked(image, x, y):
        """Something on all plates within 0.3 mm sideways of a place above the artwork."""
        for column in range(round((x - 0.3) * scale), round((x + 0.3) * scale) + 1):
            for row in range(round(y * scale), round((y + 1.2) * scale)):
                at = 4 * (row * width + column)
                if min(image[at:at + 4]) > 200:
                    return True
        return False

    above = margin - 3 - 4
    tap.ok(len(images) == 2, "two sides")
    for i, folds in enumerate(((97, 197), (200, 100))):
        tap.ok(all(marked(images[i], margin + f, above) for f in folds), f"side {i + 1}: marks of its folds at {folds} mm, on all plates")
        tap.ok(all(marked(images[i], margin + x, above) for x in (0, 297)), f"side {i + 1}: marks of the cut")
        tap.ok(not marked(images[i], margin + 60, above), f"side {i + 1}: and none elsewhere")
    tap.ok(not marked(images[1], margin + 97.0, above), "the back's folds are mirrored")
    slug = run(["pdftotext", "-l", "1", file, "-"]).out.decode()
    tap.ok("lipat" in slug and "2026-11-22" in slug and "1/2" in slug and "Black" in slug, "a slug line with name, date, page and inks", slug)
    inside = text_at(file, 1, margin, margin, 297, 210)
    tap.same(inside, ["Luar"], "which stands outside of the page")


def test_level_folds(tap):
    file = Made.file("tenda", "press.pdf")
    margin = boxes(file)[0]["TrimBox"][0]
    plates = Plates(file, dpi=300, box="-dUseMediaBox")

    def marked(y):
        """Something on all plates within 0.3 mm of a height, left of the artwork."""
        return any(min(plates.at(margin - 3 - 4 + x / 10, y + d / 20)) > 80 for x in range(12) for d in range(-6, 7))

    tap.ok(all(marked(margin + y) for y in (0, 110, 220, 297)), "marks of level folds and of the cut")
    tap.ok(not marked(margin + 60), "and none elsewhere")


def test_slip(tap):
    for name in ("lipat", "tenda", "buku", "kartu", "warna"):
        golden(tap, f"press/{name}.slip.txt", Made.file(name, "slip.txt").read_bytes(), f"{name}: the print shop's order")


def test_office(tap):
    for name in LAYOUTS:
        file = Made.file(name, "office.pdf")
        cover = [float(v) for line in run(["gs", "-q", "-o", "-", "-sDEVICE=inkcov", file], timeout=60).out.decode().splitlines() if "CMYK" in line for v in line.split()[:3]]
        tap.ok(cover and not any(cover), f"{name}: grey", cover)
        used = operators(file)
        tap.ok(not used & {"rg", "RG", "k", "K", "cs", "CS", "sc", "scn"} - ({"cs", "scn"} if name == "warna" else set()), f"{name}: no operator for colour", sorted(used))
        tap.ok(not re.search(rb"(?<!/N 3)/(DeviceRGB|DeviceCMYK|Separation)\b", plain(file)), f"{name}: no space for colour")
    tall = boxes(Made.file("besar", "office.pdf"))[0]["MediaBox"]
    tap.ok(near(tall, [0, 0, 215, 330], 0.1), "a poster on F4", tall)
    plates = Plates(Made.file("warna", "office.pdf"))
    edge = [plates.at(x, y) for x in range(1, 209, 4) for y in (1, 3)]
    tap.ok(not any(sum(p) for p in edge), "nothing in the margin that printers keep")
    bare = run(["pdftotext", Made.file("besar", "office.pdf"), "-"]).out.decode().split()
    tap.same(bare, ["Besar"], "its text")


def test_copier(tap):
    """What a photocopier makes blotches of becomes light, and all letters stand out."""
    plates = Plates(Made.file("gelap", "office.pdf"), dpi=100)
    scale = min(200 / 210, 287 / 297)
    left, top = (210 - 210 * scale) / 2, (297 - 297 * scale) / 2

    def black(x, y):
        return plates.at(left + x * scale, top + y * scale)[3]

    def letters(x, y, width):
        return {black(x + i / 4, y) for i in range(4 * width)}

    tap.ok(5 <= black(100, 120) <= 20, "a large dark area is light", black(100, 120))
    tap.ok(black(25, 202) > 60, "a small one stays dark", black(25, 202))
    tap.ok(max(letters(20, 55, 60)) >= 90 and min(letters(20, 55, 60)) <= 20, "white letters on the large one are dark", letters(20, 55, 60))
    tap.ok(min(letters(25, 212, 20)) == 0, "those on the small one stay white", letters(25, 212, 20))
    tap.ok(black(153, 50) > 80, "what was light on the large one is dark", black(153, 50))
    grey = letters(125, 220, 30)
    tap.ok(max(grey) - min(grey) > 40, "grey letters on grey stand out", grey)
    tap.ok(max(letters(20, 265, 30)) > 90, "pale letters on paper, too", letters(20, 265, 30))


@once
def test_judge(tap):
    """veraPDF: the office's files are PDF/A-2u; those of the press differ only in what they say they are (6.6) and in the kind of output intent."""
    script = TESTS / "verapdf/run.sh"
    files = [Made.file(name, "office.pdf") for name in LAYOUTS]
    result = run([script, "--untagged", *files], env={"B": Options.build}, timeout=240)
    tap.ok(result.status == 0 and result.out.count(b"ok ") == len(files), "the office's files are PDF/A-2u", result.out.decode() + result.err.decode())
    files = [Made.file(name, "press.pdf") for name in LAYOUTS]
    told = run([script, "--untagged", *files], env={"B": Options.build}, timeout=240).out.decode()
    clauses = set(re.findall(r"(?m)^#  \S+ ([\d.]+)-\d+:", told))
    tap.ok(told.count("not ok") == len(files) and clauses <= {"6.6.4", "6.2.4.3", "6.6.2.3.1"}, "the press' files lack nothing of PDF/A-2 but its claim", told)


def test_faults(tap):
    """What the branch gets wrong in its recipes is told with the place."""
    cases = {
        "more than 300 %": ("  green: {cmyk: [90, 90, 80, 55]}", b"green", b"315"),
        "a share over 100": ("  green: {cmyk: [90, 35, 800, 55]}", b"0 to 100", b"site.yaml"),
        "three shares": ("  green: {cmyk: [90, 35, 80]}", b"four numbers", b"site.yaml"),
        "a colour that is none": ("  hijau: {cmyk: [90, 35, 80, 55]}", b"hijau", b"color"),
        "inks in the wrong order": ("  amber: {cmyk: [88, 33, 0, 0]}", b"warning", b"amber"),
        "a key that is none": ("  green: {cmky: [90, 35, 80, 55]}", b"cmky", b"cmyk"),
    }
    for what, (line, *told) in cases.items():
        with Folder() as folder:
            result = make(folder, ["hitam"], "\nbrand:\n  green: \"#0b4635\"\n  amber: \"#f2b134\"\ninks:\n" + line + "\n")
            tap.ok(all(t in result.err for t in told) and 0 < result.err.count(b"site.yaml:") <= 2, f"{what} is told with its place", result.err.decode())
    for what, root, told in (("an unknown word about marks", 'frame:marks="none"', b"yes, no"), ("an unknown imposition", 'frame:impose="brosur"', b"n-up"), ("an unknown paper", 'frame:impose="n-up" frame:sheet="Kuarto"', b"Kuarto"),
                             ("paper that is too small", 'frame:impose="n-up" frame:sheet="A6"', b"A6")):
        with Folder() as folder:
            kept = LAYOUTS["hitam"]
            LAYOUTS["hitam"] = (kept[0], root, kept[2])
            result = make(folder, ["hitam"])
            LAYOUTS["hitam"] = kept
            tap.ok(result.status == 2 and told in result.err, f"{what} is an error", result.err.decode())
    edges = {"that stops at the trim": ('<rect x="0" y="-3" width="60" height="30" fill="#0b4635"/>', b"left edge of this page (0\xe2\x80\x9327 mm)"),
             "whose bleed is too small": ('<rect x="20" y="80" width="60" height="21" fill="#0b4635"/>', b"stops 1 mm beyond"),
             "that a clip path cuts there": ('<clipPath id="c"><rect x="0" y="0" width="100" height="100"/></clipPath><rect x="90" y="10" width="13" height="30" fill="#0b4635" '
                                            'clip-path="url(#c)"/>', b"right edge"),
             "of paper": ('<rect width="100" height="100" fill="#ffffff"/>', None),
             "that lies on another": ('<rect x="-3" y="-3" width="106" height="106" fill="#f2b134"/><rect width="60" height="30" fill="#0b4635"/>', None),
             "with its bleed": ('<rect x="-3" y="-3" width="60" height="30" fill="#0b4635"/>', None),
             "inside of the page": ('<rect x="1" y="1" width="60" height="30" fill="#0b4635"/>', None)}
    for what, (body, told) in edges.items():
        with Folder() as folder:
            kept = LAYOUTS["hitam"]
            LAYOUTS["hitam"] = (kept[0], 'frame:bleed="3"', body)
            result = make(folder, ["hitam"])
            LAYOUTS["hitam"] = kept
            tap.ok((told in result.err if told else b"warning" not in result.err) and result.status == 0, f"colour {what}", result.err.decode())
    with Folder() as folder:
        make(folder, ["hitam"])
        (folder.path / "templates/colour/FOGRA39L_coated.icc").write_bytes(b"rusak")
        result = folder.build("--output", folder.path / "output")
        tap.ok(result.status == 2 and b"FOGRA39L_coated.icc" in result.err, "a damaged profile is an error", result.err.decode())
    Made.folder.__exit__()
