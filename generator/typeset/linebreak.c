#include "typeset/linebreak.h"

#include "base/utf8.h"

/* Words that stay with the number before them: "5 hari", "06.00–20.00 WIB", "22 November". */
static const char *const after_number[] = {
    "WIB",      "WITA",  "WIT",    "mm",       "cm",    "m",        "km",      "kg",
    "KB",       "MB",    "GB",     "juta",     "ribu",  "miliar",   "hari",    "bulan",
    "jam",      "menit", "detik",  "kali",     "orang", "persen",   "angka",   "digit",
    "Januari",  "Mei",   "Maret",  "Juni",     "Juli",  "Agustus",  "Oktober", "September",
    "November", "tahun", "minggu", "Desember", "April", "Februari",
};

/* Words that stay with the number after them: "No. 12", "pasal 18", "telepon 175". */
static const char *const before_number[] = {
    "No.",   "no.",     "hlm.",    "Rp",  "PP",    "UU",    "pasal",   "Pasal",   "ayat",   "nomor",
    "pukul", "telepon", "Telepon", "Jl.", "butir", "tahun", "langkah", "Langkah", "gambar", "tabel",
};

static bool listed(const char *const *words, size_t count, Str word)
{
    for (size_t i = 0; i < count; i++)
        if (str_is(word, words[i])) return true;
    return false;
}

static bool is_closing(char c)
{
    return c == '.' || c == ',' || c == ';' || c == ':' || c == ')' || c == '!' || c == '?';
}

static Str word_before(Str text, size_t space)
{
    size_t from = space;
    while (from > 0 && text.data[from - 1] != ' ' && text.data[from - 1] != '\n') from--;
    Str word = str_from_to(text, from, space);
    while (word.len > 0 && word.data[0] == '(') word = str_skip(word, 1);
    return word;
}

static Str word_after(Str text, size_t space)
{
    size_t to = space + 1;
    while (to < text.len && text.data[to] != ' ' && text.data[to] != '\n') to++;
    return str_from_to(text, space + 1, to);
}

static bool is_dash(Str word)
{
    return str_is(word, "–") || str_is(word, "—") || str_is(word, "-") || str_is(word, "·") ||
           str_is(word, "=");
}

/* Does the space at this offset hold its neighbours together? */
static bool space_binds(Str text, size_t space)
{
    Str before = word_before(text, space), after = word_after(text, space);
    if (before.len == 0 || after.len == 0) return false;
    if (is_dash(after)) return true;
    Str bare = after;
    while (bare.len > 0 && is_closing(bare.data[bare.len - 1])) bare.len--;
    bool after_is_number = char_is_digit(after.data[0]);
    if (char_is_digit(before.data[before.len - 1]))
        return listed(after_number, sizeof after_number / sizeof *after_number, bare);
    return after_is_number && listed(before_number, sizeof before_number / sizeof *before_number, before);
}

static bool small_word_binds(Str text, size_t space)
{
    static const char *const small[] = {"di", "ke", "dari", "dan", "atau", "yang", "tanpa"};
    return listed(small, sizeof small / sizeof *small, word_before(text, space)) &&
           word_after(text, space).len <= 8;
}

/* Letters of the word on each side of an offset, at most `most`. Bytes of multi-byte characters count as letters. */
static size_t letters_left(Str text, size_t at, size_t most)
{
    size_t n = 0;
    while (n < most && at > n && (char_is_alpha(text.data[at - n - 1]) || (text.data[at - n - 1] & 0x80)))
        n++;
    return n;
}

static size_t letters_right(Str text, size_t at, size_t most)
{
    size_t n = 0;
    while (n < most && at + n < text.len && (char_is_alpha(text.data[at + n]) || (text.data[at + n] & 0x80)))
        n++;
    return n;
}

/* After the hyphen of "langkah-langkah" and the slash of a long address; not in "e-KTP", "45/2015", "dan/atau". */
static bool breaks_after(Str text, size_t at)
{
    char c = text.data[at];
    if (c == '-') return letters_left(text, at, 3) == 3 && letters_right(text, at + 1, 3) == 3;
    return c == '/' && letters_left(text, at, 4) >= 2 && letters_right(text, at + 1, 5) == 5;
}

void linebreak_find(Str text, bool ties, unsigned char *kinds)
{
    for (size_t i = 0; i < text.len; i++) kinds[i] = LINEBREAK_NO;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (c == ' ') {
            if (!space_binds(text, i) && !(ties && small_word_binds(text, i))) kinds[i] = LINEBREAK_SPACE;
        } else if ((c == '-' || c == '/') && i + 1 < text.len && breaks_after(text, i)) {
            kinds[i + 1] = LINEBREAK_HERE;
        } else if (str_starts(str_skip(text, i), S("\xE2\x80\x8B")) && i + 3 < text.len) { /* U+200B */
            kinds[i + 3] = LINEBREAK_HERE;
        }
    }
}
