#!/usr/bin/env python3
"""Tests of the whole program.

run.py --suluh PATH --build DIR [--sanitized] [--update] [--built] [--list] [MODULE ...]
In: the program, and the modules of tests/program/. Out: TAP. --update writes the golden files anew: read the difference before
you commit it. --built: the real site's output in DIR is this program's, made by the module content, and is not made again.
--list names the modules that would run."""
import argparse
import ctypes
import importlib
import os
import pathlib
import resource
import sys
import time
import traceback

sys.dont_write_bytecode = True
import harness  # noqa: E402

MODULES = ["commands", "errors", "spreadsheet", "rules", "contacts", "conventions", "structured", "language", "languages", "small", "report", "reuse", "content", "pdf", "press", "preview", "each", "datasets", "figures", "mutated", "pages", "browser", "offline", "search"]
ONLY_ONCE = ["pdf", "pages", "browser", "search"]  # they look at the output alone: a sanitized program makes the same


def adopt():
    """Processes whose parents have ended become this one's, so that their time is counted: browsers leave some."""
    PR_SET_CHILD_SUBREAPER = 36  # prctl(2)
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def cpu_seconds():
    """Of this process and of all that it has waited for."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--suluh", default=str(harness.ROOT / "suluh"))
    parser.add_argument("--build", default=str(harness.ROOT / ".build"))
    parser.add_argument("--sanitized", action="store_true")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--built", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("modules", nargs="*", metavar="MODULE")
    options = parser.parse_args()
    names = options.modules or [m for m in MODULES if not (options.sanitized and m in ONLY_ONCE)]
    if options.list:
        print("\n".join(names))
        return
    adopt()
    harness.Options.suluh = str(pathlib.Path(options.suluh).resolve())
    harness.Options.build = pathlib.Path(options.build).resolve()
    harness.Options.update = options.update
    harness.Options.sanitized = options.sanitized
    harness.Options.built = options.built
    tap = harness.Tap()
    for name in names:
        module = importlib.import_module(f"program.{name}")
        for key, test in list(vars(module).items()):
            if not key.startswith("test_") or (options.sanitized and getattr(test, "once", False)):
                continue
            started, before = time.time(), cpu_seconds()
            try:
                test(tap)
            except Exception:
                tap.ok(False, f"{name}.{key[5:]} runs to its end", traceback.format_exc())
            print(f"# took {name}.{key[5:]}: {cpu_seconds() - before:.1f} s of processor time in {time.time() - started:.1f} s", flush=True)
    print(f"1..{tap.count}")
    print(f"# {tap.count - tap.failed} passed, {tap.failed} failed, {tap.skipped} skipped")
    sys.exit(tap.failed != 0)


main()
