#!/usr/bin/env python3
"""Proves the direction of the includes: a folder of generator/ includes only itself and lower layers.

In: a tree (default: this repository). Out: TAP. `layers.py --self-test` proves that the test can fail."""
import pathlib
import re
import sys
import tempfile

LAYERS = [
    ["base"], ["data"], ["site"], ["markdown", "template", "typeset"], ["draw"], ["web", "print", "kit"], ["check"], ["serve"],
]
LEVEL = {folder: level for level, folders in enumerate(LAYERS) for folder in folders}
TOP = len(LAYERS)
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]', re.M)
PRIVATE = re.compile(r"Private to |nobody else includes it")
PRIVATE_NAME = re.compile(r"^(inside|load|.*_internal)\.h$")


def is_private(header):
    head = header.read_text(encoding="utf-8").split("*/", 1)[0]
    return bool(PRIVATE.search(head) or PRIVATE_NAME.match(header.name))


def faults_of_include(root, path, quote, target):
    """What is wrong with one include line of the file `path` (relative to root)."""
    folder = path.parts[0] if len(path.parts) > 1 else ""
    if quote == "<":
        return [f"{target} is our own: write it in quotes"] if (root / target).exists() else []
    if not (root / target).is_file():
        return [f"{target} does not exist"]
    wanted = target.split("/")[0] if "/" in target else ""
    faults = []
    if not wanted and folder:
        faults.append(f"{target} belongs to the commands")
    elif wanted and folder and wanted != folder and LEVEL[wanted] >= LEVEL[folder]:
        word = "is a stranger" if LEVEL[wanted] == LEVEL[folder] else "lies higher"
        faults.append(f"{target}: {wanted}/ {word}")
    if wanted and wanted != folder and is_private(root / target):
        faults.append(f"{target} is private to {wanted}/")
    return faults


def faults_of_file(root, file):
    path = file.relative_to(root)
    if len(path.parts) > 2:
        return ["folders of generator/ are one level deep"]
    if len(path.parts) == 2 and path.parts[0] not in LEVEL:
        return [f"{path.parts[0]}/ is not among the layers"]
    faults = []
    text = file.read_text(encoding="utf-8")
    for match in INCLUDE.finditer(text):
        line = text.count("\n", 0, match.start(1)) + 1
        faults += [f"line {line}: {fault}" for fault in faults_of_include(root, path, *match.groups())]
    if file.suffix == ".h" and "_list" not in file.name and not re.search(r"^#ifndef \w+_H$", text, re.M):
        faults.append("the header has no guard")
    return faults


def check(root):
    """{path: [faults]} for every C file below root."""
    files = sorted(p for p in root.rglob("*") if p.suffix in (".c", ".h", ".def"))
    return {str(f.relative_to(root)): faults_of_file(root, f) for f in files}


def self_test():
    cases = [
        ("base/x.c", '#include "data/y.h"', "lies higher"),
        ("markdown/x.c", '#include "template/y.h"', "stranger"),
        ("web/x.c", '#include "print/y.h"', "stranger"),
        ("web/x.c", '  #  include "site/load.h"', "private"),
        ("check/x.c", '#include "web/inside.h"', "private"),
        ("serve/x.c", '#include "build.h"', "belongs to the commands"),
        ("web/x.c", '#include "none.h"', "does not exist"),
        ("web/x.c", '#include <base/y.h>', "in quotes"),
        ("web/deep/x.c", "", "one level deep"),
        ("other/x.c", "", "not among the layers"),
        ("web/bare.h", "int x;", "no guard"),
        ("web/x.c", '#include "web/inside.h"\n#include "draw/y.h"\n#include <stdio.h>', None),
        ("main.c", '#include "build.h"\n#include "serve/y.h"', None),
    ]
    headers = ["data/y.h", "template/y.h", "print/y.h", "site/load.h", "web/inside.h", "build.h", "base/y.h", "draw/y.h", "serve/y.h"]
    for number, (name, text, fault) in enumerate(cases, 1):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for header in headers:
                (root / header).parent.mkdir(parents=True, exist_ok=True)
                (root / header).write_text("/* x */\n#ifndef X_H\n#endif\n")
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text + "\n")
            found = [f for faults in check(root).values() for f in faults]
        good = any(fault in f for f in found) if fault else not found
        print(f"{'ok' if good else 'not ok'} {number} - {name} with {text!r}: {fault or 'fine'}")
        if not good:
            print(f"# found: {found}")
    print(f"1..{len(cases)}")


def main():
    if "--self-test" in sys.argv:
        self_test()
        return
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent / "generator")
    result = check(root)
    for number, (path, faults) in enumerate(result.items(), 1):
        print(f"{'not ok' if faults else 'ok'} {number} - {path} includes only what lies below it")
        for fault in faults:
            print(f"# {path}: {fault}")
    print(f"1..{len(result)}")
    sys.exit(any(result.values()))


main()
