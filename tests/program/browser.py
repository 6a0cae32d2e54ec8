"""The real pages in Chromium: tests/browser.mjs at 320 pixels, in light and dark, with axe-core."""
import os
import re

from harness import Options, TESTS, run
from program.content import output


def test_pages(tap):
    site = output() / "site"
    files = sorted(site.rglob("*.html"))
    env = {"SULUH_NPM": str(Options.build / "npm/node_modules"), "CHROMIUM": os.environ.get("CHROMIUM", "/usr/bin/chromium")}
    result = run(["node", TESTS / "browser.mjs", *files], env=env, timeout=240)
    text = result.out.decode("utf-8", "replace")
    lines = text.splitlines()
    for number, line in enumerate(lines):
        match = re.match(r"(not )?ok - (.*)", line)
        if not match:
            continue
        detail = []
        for more in lines[number + 1:]:
            if not more.startswith("#"):
                break
            detail.append(more[1:])
        tap.ok(not match.group(1), match.group(2).replace(str(site) + "/", ""), "\n".join(detail))
    tap.ok(result.status == 0 and lines and lines[-1] == f"done {len(files)}", "all pages were looked at", result.err.decode("utf-8", "replace")[-2000:])
