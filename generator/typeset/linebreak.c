#include "typeset/linebreak.h"

#include "base/utf8.h"

/* Words that stay with the number before them: "5 hari", "06.00–20.00 WIB", "22 November". */
static const char *const after_number[] = {
    "WIB",   "WITA",     "WIT",     "mm",      "cm",        "m",        "km",      "kg",     "KB",
    "MB",    "GB",       "juta",    "ribu",    "miliar",    "hari",     "bulan",   "jam",    "menit",
    "detik", "kali",     "orang",   "persen",  "angka",     "digit",    "Januari", "Mei",    "Maret",
    "Juni",  "Juli",     "Agustus", "Oktober", "September", "November", "tahun",   "minggu", "Desember",
    "April", "Februari", "%",       "pt",      "ha",        "Mbps",     "halaman", "lembar",
};

/* Months stay with the year, too: "November 2026". */
static const char *const months[] = {"Januari", "Februari", "Maret",     "April",   "Mei",      "Juni",
                                     "Juli",    "Agustus",  "September", "Oktober", "November", "Desember"};

/* Words that stay with the name after them: "Dr. Siti". */
static const char *const before_name[] = {"Dr.",  "dr.",  "Ir.",  "Prof.", "H.",    "Hj.",
                                          "Drs.", "Dra.", "Bpk.", "Sdr.",  "Sdri.", "Yth."};

/* Words that stay with the number after them: "No. 12", "pasal 18", "telepon 175". */
static const char *const before_number[] = {
    "No.",   "no.",     "hlm.",    "Rp",   "PP",    "UU",    "pasal",   "Pasal",   "ayat",   "nomor",
    "pukul", "telepon", "Telepon", "Jl.",  "butir", "tahun", "langkah", "Langkah", "gambar", "tabel",
    "Tel.",  "tel.",    "HP",      "RT",   "RW",    "Gg.",   "Km",      "km",      "pkl.",   "s.d.",
    "Nomor", "NIK",     "KPJ",     "NPWP", "Pukul", "±",     "≥",       "≤",       "hal.",   "butir",
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

/* "… tahun 2022. 175 orang …" */
static bool is_sentence_end(Str word)
{
    char c = word.data[word.len - 1];
    return c == '.' || c == ',' || c == ';' || c == ':' || c == '!' || c == '?';
}

/* Digits in groups, as in "0811 2233 4455", "(0266) 221 175", "3272 0112 9001 0002"; signs around them do not matter. */
static bool is_number(Str word)
{
    size_t digits = 0;
    for (size_t i = 0; i < word.len; i++) {
        char c = word.data[i];
        digits += char_is_digit(c);
        if (!char_is_digit(c) && !is_closing(c) && c != '(' && c != '+' && c != '-') return false;
    }
    return digits > 0;
}

static bool begins_number(Str word)
{
    return word.len > 0 && (char_is_digit(word.data[0]) || str_starts(word, S("Rp")));
}

/* Does the space at this offset hold its neighbours together? */
static bool space_binds(Str text, size_t space)
{
    Str before = word_before(text, space), after = word_after(text, space);
    if (before.len == 0 || after.len == 0) return false;
    if (is_dash(after)) return true;
    size_t dash = space - before.len;
    if (is_dash(before) && begins_number(after) && dash > 0 && text.data[dash - 1] == ' ') {
        Str left = word_before(text, dash - 1); /* "06.00 – 20.00" */
        if (left.len && char_is_digit(left.data[left.len - 1])) return true;
    }
    if (is_number(after) && is_number(before) && !is_sentence_end(before)) return true;
    if (listed(months, sizeof months / sizeof *months, before) && is_number(after)) return true;
    if (listed(before_name, sizeof before_name / sizeof *before_name, before)) return true;
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

/* Is what stands between white space here an address? */
static bool in_address(Str text, size_t at)
{
    enum { LONGEST = 200 };
    size_t from = at, to = at;
    while (from > 0 && at - from < LONGEST && text.data[from - 1] != ' ' && text.data[from - 1] != '\n')
        from--;
    while (to < text.len && to - at < LONGEST && text.data[to] != ' ' && text.data[to] != '\n') to++;
    Str word = str_from_to(text, from, to);
    return str_find_char(word, '@') < word.len || str_find_char(word, '/') < word.len ||
           str_find_char(word, '_') < word.len || str_starts(word, S("www."));
}

/* After the hyphen of "langkah-langkah" and the slash of a long address; not in "e-KTP", "45/2015", "dan/atau". */
static bool breaks_after(Str text, size_t at)
{
    char c = text.data[at];
    if (c == '-' && in_address(text, at)) return false;
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
