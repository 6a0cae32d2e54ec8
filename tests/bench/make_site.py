#!/usr/bin/env python3
"""Makes a site of N guides of about 2.5 KB each, with a realistic mix: make_site.py N FOLDER. The same N, the same bytes."""
import os
import pathlib
import random
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WORDS = ("buka aplikasi lalu pilih menu saldo dan isi data sesuai kartu tanda penduduk kemudian tekan tombol lanjut untuk memeriksa nomor peserta "
         "petugas kantor cabang membantu tanpa biaya jangan berikan kode rahasia kepada orang lain simpan bukti klaim sampai uang masuk rekening").split()


def sentence(rng, least=6, most=14):
    return " ".join(rng.choice(WORDS) for _ in range(rng.randint(least, most))).capitalize() + "."


def guide(number, count, rng):
    other = rng.randint(1, count)
    lines = ["---", f"title: Panduan nomor {number}", f"description: {sentence(rng)}", f"order: {number}", "type: guide", "date: 2026-11-22", "icon: phone", "time: 5 menit", "cost: GRATIS",
             "needs:", "  - icon: phone", "    text: Ponsel", "  - icon: card", "    text: e-KTP", "sources: [buku]", f"related: [panduan/g{other:05d}]", "---", ""]
    lines += [" ".join(sentence(rng) for _ in range(3)), "", "## Langkah-langkah {#langkah}", ""]
    for step in range(1, 8):
        lines.append(f"{step}. **{sentence(rng, 3, 5)}** {sentence(rng)} Lihat [panduan lain](g{rng.randint(1, count):05d}.md).")
    lines += ["", "> [!PENTING]", f"> {sentence(rng)} Batasnya {{{{fact.batas}}}}.", "", "## Angka {#angka}", "", "| Nama | Jumlah | Bagian |", "|---|--:|--:|"]
    lines += [f"| {sentence(rng, 2, 3)} | {rng.randint(1, 9999)} | {{{{stat.persen}}}} |" for _ in range(4)]
    lines += ["", "## Setelah itu", ""] + [f"- {sentence(rng)} *{sentence(rng, 2, 3)}*" for _ in range(4)]
    lines += ["", " ".join(sentence(rng) for _ in range(4)), ""]
    return "\n".join(lines)


def main():
    count, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    rng = random.Random(count)
    content = folder / "content"
    for name in ("panduan", "statistik"):
        (content / name).mkdir(parents=True)
    os.symlink(ROOT / "templates", folder / "templates")
    small = ROOT / "tests/sites/small/content"
    for name in ("fakta.yaml", "statistik/kantor.csv", "statistik/kantor.yaml"):
        (content / name).write_bytes((small / name).read_bytes())
    (content / "site.yaml").write_text("title: Situs besar\nlanguage: id\nbase_url: https://contoh.example/\npromise: {free: Gratis, nocalo: Tanpa calo}\ncontact: {phone: '175'}\nlicence: {name: CC BY 4.0}\n")
    (content / "index.md").write_text("---\ntitle: Depan\ndescription: Situs besar.\n---\n\nSelamat datang.\n")
    for number in range(1, count + 1):
        (content / f"panduan/g{number:05d}.md").write_text(guide(number, count, rng))


main()
