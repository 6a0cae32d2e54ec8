#!/usr/bin/env python3
"""Makes a site whose words are spread as in real Indonesian texts: search_site.py N FOLDER. N guides of about 6.8 KB as HTML.

Words are made of the roots of templates/hyphen/id.txt with affixes, and names and numbers that stand on few pages; how often each comes follows
Zipf's law with an exponent of 1.05, so that the list of words grows with the site as it does in real ones. The same N, the same bytes."""
import bisect
import itertools
import os
import pathlib
import random
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FRAMES = ["{}"] * 8 + ["me{}kan", "di{}", "di{}kan", "pe{}an", "{}nya", "ber{}", "ter{}", "{}an", "ke{}an", "{}-{}", "memper{}", "se{}"]
STOPS = "yang dan di ke dari untuk pada dengan ini itu atau tidak akan anda".split()
SYLLABLES = "ba bi bu ca ci da di du ga gi ja ju ka ki ku la li lu ma mi mu na ni nu pa pi pu ra ri ru sa si su ta ti tu wa ya yu".split()


def nasal(root):
    first = root[0]
    for letters, head, drop in (("bfv", "mem", 0), ("p", "mem", 1), ("cdjz", "men", 0), ("t", "men", 1), ("s", "meny", 1), ("k", "meng", 1), ("aiueogh", "meng", 0)):
        if first in letters:
            return head + root[drop:]
    return "me" + root


def inflect(frame, root):
    if frame.startswith("me{}"):
        return nasal(root) + frame[4:]
    if frame.startswith("pe{}"):
        return "p" + nasal(root)[1:] + frame[4:]
    return frame.replace("{}", root)


def vocabulary(rng):
    text = (ROOT / "templates/hyphen/id.txt").read_text()
    roots = [w.replace("-", "") for line in text.split("\n") for w in line.split("#")[0].split()]
    rng.shuffle(roots)
    words = STOPS + [inflect(rng.choice(FRAMES), root) for root in roots for _ in range(3)]
    names = ["".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 5))) for _ in range(40000)]
    return words + names


class Text:
    def __init__(self, rng, words):
        self.rng, self.words = rng, words
        self.sums = list(itertools.accumulate(1 / (i + 3) ** 1.05 for i in range(len(words))))

    def word(self):
        return self.words[bisect.bisect_left(self.sums, self.rng.random() * self.sums[-1])]

    def sentence(self, least=7, most=14):
        return " ".join(self.word() for _ in range(self.rng.randint(least, most))).capitalize() + "."

    def paragraph(self, count):
        return " ".join(self.sentence() for _ in range(count))


def guide(number, text):
    lines = ["---", f"title: {text.sentence(2, 4)[:-1]} {number}", f"description: {text.sentence()}", f"order: {number}", "type: guide", "date: 2026-11-22", "---", "", text.paragraph(3), ""]
    for name in ("syarat", "langkah", "setelah"):
        lines += [f"## {text.sentence(2, 4)[:-1]} {{#{name}}}", "", text.paragraph(5), ""]
        lines += [f"{i}. **{text.sentence(2, 3)}** {text.sentence()}" for i in range(1, 6)] + [""]
    return "\n".join(lines)


def main():
    count, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    rng = random.Random(7)
    text = Text(rng, vocabulary(rng))
    content = folder / "content"
    (content / "panduan").mkdir(parents=True)
    os.symlink(ROOT / "templates", folder / "templates")
    (content / "site.yaml").write_text("title: Situs besar\nlanguage: id\nbase_url: https://contoh.example/\npromise: {free: Gratis, nocalo: Tanpa calo}\ncontact: {phone: '175'}\nlicence: {name: CC BY 4.0}\n")
    (content / "index.md").write_text("---\ntitle: Depan\ndescription: Situs besar.\n---\n\nSelamat datang.\n")
    for number in range(1, count + 1):
        (content / f"panduan/g{number:05d}.md").write_text(guide(number, text))


main()
