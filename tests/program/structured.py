"""schema.org in JSON-LD: pages say what they are, with the properties that must be there; no text breaks out."""
import json
import re

from harness import Folder, ROOT, once
from program.content import output
from program.conventions import Site

NEEDED = {
    "WebPage": ["@id", "url", "name", "inLanguage", "publisher"], "BreadcrumbList": ["itemListElement"], "GovernmentService": ["name", "provider", "availableChannel", "url"],
    "HowTo": ["name", "step"], "FAQPage": ["mainEntity"], "WebSite": ["name", "url", "publisher"],
}


def things(html):
    found = []
    for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S):
        data = json.loads(text)
        if data["@context"] != "https://schema.org":
            raise ValueError(data["@context"])
        found += data.get("@graph", [data])
    return found


def of(html, kind):
    return [t for t in things(html) if t["@type"] == kind]


@once
def test_all_pages(tap):
    bad, kinds, pages = [], {}, sorted((output() / "site").rglob("index.html"))
    for file in pages:
        for thing in things(file.read_text()):
            kinds[thing["@type"]] = kinds.get(thing["@type"], 0) + 1
            bad += [f"{file}: {thing['@type']} without {key}" for key in NEEDED.get(thing["@type"], []) if not thing.get(key)]
    tap.ok(pages and not bad, f"what has to be told is told on {len(pages)} pages", "\n".join(bad[:20]))
    tap.ok(all(kinds.get(k, 0) > 0 for k in NEEDED) and kinds["HowTo"] >= 10, "every kind is there", kinds)


def test_guide(tap):
    with Site("contact:\n  phone: '175'\n") as site:
        site.page("panduan/index", title="Panduan")
        site.page("panduan/a", "cost: GRATIS\nchannel: Aplikasi\nneeds:\n  - text: KTP & \"dua\"\n",
                  "## Langkah {#langkah}\n\n1. **Buka aplikasi.** Tunggu\n   sebentar.\n\n   > Macet?\n2. Pilih `menu`.\n\n## Apa itu?\n\nSatu. \n\n- dua\n\n## Mengapa?\n\nTiga.\n")
        site.build()
        html = site.html("panduan/a/index.html")
        how = of(html, "HowTo")[0]
        tap.same(how["step"], [{"@type": "HowToStep", "name": "Buka aplikasi.", "text": "Buka aplikasi. Tunggu sebentar."}, {"@type": "HowToStep", "text": "Pilih menu."}], "steps, without what stands beside them")
        tap.same([how["supply"], how["estimatedCost"]["value"], how["@id"]], [['KTP & "dua"'], "0", "https://contoh.example/panduan/a/#langkah"], "what is needed, what it costs, where it stands")
        service = of(html, "GovernmentService")[0]
        tap.same([service["availableChannel"]["name"], service["availableChannel"]["servicePhone"]["telephone"], service["provider"]["@id"]], ["Aplikasi", "175", "https://contoh.example/#kantor"], "the service")
        faq = of(html, "FAQPage")[0]["mainEntity"]
        tap.same([(q["name"], q["acceptedAnswer"]["text"]) for q in faq], [("Apa itu?", "Satu. dua"), ("Mengapa?", "Tiga.")], "questions and answers")
        crumbs = of(html, "BreadcrumbList")[0]["itemListElement"]
        tap.same([(c["position"], c["name"], c["item"]) for c in crumbs], [(1, "index", "https://contoh.example/"), (2, "Panduan", "https://contoh.example/panduan/"), (3, "a", "https://contoh.example/panduan/a/")], "where it stands")


def test_hostile(tap):
    nasty = "</script><script>alert(1)</script><!--"
    with Site(f"contact:\n  phone: '{nasty}'\n") as site:
        site.write("content/site.yaml", (site.path / "content/site.yaml").read_text().replace("branch: Kantor", f"branch: '{nasty}'"))
        site.write("content/panduan/a.md", f"---\ntitle: '{nasty}'\ndescription: '{nasty}'\nchannel: '{nasty}'\nneeds:\n  - text: '{nasty}'\n---\n\n1. `{nasty}`\n2. b\n\n## `{nasty}`?\n\n`{nasty}`\n\n## B?\n\n\\</script>\n")
        result = site.build()
        html = site.html("panduan/a/index.html")
        tap.ok(html and "<script>alert" not in html, "no text ends the element", result.err.decode())
        tap.ok(of(html, "HowTo")[0]["name"] == nasty and of(html, "FAQPage")[0]["mainEntity"][0]["acceptedAnswer"]["text"] == nasty, "and it is told as it is written")
    with Site() as site:
        site.page("panduan/a", body="1. " + "x " * 5000 + "\n" + "\n".join(f"{i}. langkah" for i in range(2, 300)))
        site.build()
        how = of(site.html("panduan/a/index.html"), "HowTo")[0]
        tap.ok(len(how["step"]) == 60 and len(how["step"][0]["text"]) < 420, "long lists and texts are cut")


def test_without(tap):
    with Folder() as folder:
        folder.write("content/site.yaml", "title: T\n")
        folder.write("content/index.md", "---\ntitle: A\ndescription: B\n---\n\nx\n")
        (folder.path / "templates").symlink_to(ROOT / "templates")
        folder.build()
        tap.same(things((folder.path / "output/site/index.html").read_text()), [], "without an address nothing is told")
    with Site("extras: false\n") as site:
        result = site.build()
        tap.ok(result.status != 0 or things(site.html("index.html")) == [], "nor when extras are not wanted", result.err.decode())
