"""The real pages in Chromium: tests/browser.mjs at 320 pixels, in light and dark, with axe-core; tests/steps.mjs uses guides and trees."""
import os
import re

from harness import Options, TESTS, run
from program.content import output


def run_script(tap, script, arguments, end, what):
    """Runs a script of Chromium's and passes its `ok - …` lines on; its last line has to be `end`."""
    env = {"SULUH_NPM": str(Options.build / "npm/node_modules"), "CHROMIUM": os.environ.get("CHROMIUM", "/usr/bin/chromium")}
    result = run(["node", TESTS / script, *arguments], env=env, timeout=240)
    lines = result.out.decode("utf-8", "replace").splitlines()
    for number, line in enumerate(lines):
        match = re.match(r"(not )?ok - (.*)", line)
        if not match:
            continue
        detail = []
        for more in lines[number + 1:]:
            if not more.startswith("#"):
                break
            detail.append(more[1:])
        tap.ok(not match.group(1), match.group(2).replace(str(output() / "site") + "/", ""), "\n".join(detail))
    tap.ok(result.status == 0 and lines and lines[-1] == end, what, result.err.decode("utf-8", "replace")[-2000:])


def test_pages(tap):
    files = sorted((output() / "site").rglob("*.html"))
    run_script(tap, "browser.mjs", files, f"done {len(files)}", "all pages were looked at")


def test_steps(tap):
    run_script(tap, "steps.mjs", [output() / "site"], "done", "guides and trees were used")
