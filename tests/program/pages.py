"""The W3C's HTML checker over all pages of the real content: no errors, no warnings."""
import json

from harness import Options, run
from program.content import output


def is_mistaken(message):
    """What the checker says of the policy when it reads from disk: it knows no 'self' there, misses `data:`, and takes data blocks for scripts
    (HTML, 4.12.1.1: they are none). Browsers tell the truth (browser.py: no console errors)."""
    text = message["message"]
    return "Content Security Policy (meta tag)" in text and (text.startswith("Resource violates") or "application/ld+json" in message.get("extract", ""))


def test_checker(tap):
    """And it can fail."""
    jar = Options.build / "npm/node_modules/vnu-jar/build/dist/vnu.jar"
    if not tap.ok(jar.exists(), "the checker is installed", jar):
        return
    site = output() / "site"
    files = sorted(site.rglob("*.html"))
    bad = Options.build / "bad.html"
    bad.write_text('<!DOCTYPE html><html lang="id"><head><title>x</title></head><body><p><div align="left">x</div></p></body></html>')
    result = run(["java", "-Xss4m", "-jar", jar, "--format", "json", "--stdout", *files, bad], timeout=180)
    try:
        messages = json.loads(result.out)["messages"]
    except ValueError:
        tap.ok(False, "the checker runs", result)
        return
    by_page = {}
    for message in (m for m in messages if not is_mistaken(m)):
        by_page.setdefault(message["url"], []).append(f"{message.get('lastLine')}: {message.get('subType') or message['type']}: {message['message']}")
    tap.ok(any(url.endswith("bad.html") for url in by_page), "the checker finds faults in a bad page")
    for file in files:
        faults = by_page.get(f"file:{file}", [])
        tap.ok(not faults, f"{file.relative_to(site)} is valid HTML", "\n".join(faults))
    strays = [u for u in by_page if not u.endswith(".html")]
    tap.same(strays, [], "nothing else is said")
