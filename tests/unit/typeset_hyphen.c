/* Hyphenation: a checked list of Indonesian words, other languages, and what is never divided. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "tap.h"
#include "typeset/hyphen.h"
#include "typeset/linebreak.h"

static struct arena *arena;
static struct diag *diag;
static struct hyphenation_set *set;

static Str divided(const struct hyphenation *hyphenation, Str word)
{
    unsigned char *marks = arena_alloc(arena, word.len + 1);
    hyphenation_word(hyphenation, word, marks);
    struct buf out = {0};
    for (size_t i = 0; i < word.len; i++) {
        if (i && marks[i]) buf_char(&out, '-');
        buf_char(&out, word.data[i]);
    }
    Str result = buf_copy(&out, arena);
    buf_free(&out);
    return result;
}

/* The text with "-" where hyphenation_mark divides it. */
static Str marked(const char *lang, const char *c_text)
{
    Str text = str_from(c_text);
    unsigned char *kinds = arena_alloc(arena, text.len + 1);
    hyphenation_mark(hyphenation_find(set, diag, str_from(lang)), text, 0, text.len, kinds);
    struct buf out = {0};
    for (size_t i = 0; i < text.len; i++) {
        if (kinds[i]) buf_char(&out, '-');
        buf_char(&out, text.data[i]);
    }
    Str result = buf_copy(&out, arena);
    buf_free(&out);
    return result;
}

static Str without_hyphens(Str written)
{
    char *copy = arena_alloc(arena, written.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < written.len; i++)
        if (written.data[i] != '-') copy[len++] = written.data[i];
    return (Str){copy, len};
}

static void test_list(void)
{
    Str text;
    int error = 0;
    if (file_read(arena, "tests/golden/typeset/hyphen-id.txt", FILE_LIMIT_TEXT, &text, &error) != FILE_OK) {
        ok(false, "the list of words can be read");
        return;
    }
    const struct hyphenation *indonesian = hyphenation_find(set, diag, S("id"));
    size_t words = 0, wrong = 0;
    for (Str rest = text; rest.len;) {
        Str line = str_cut(&rest, '\n');
        if (str_starts(line, S("#"))) continue;
        while (line.len) {
            Str word = str_trim(str_cut(&line, ' '));
            if (!word.len) continue;
            Str got = divided(indonesian, without_hyphens(word));
            words++;
            if (str_equal(got, word)) continue;
            wrong++;
            printf("# %.*s, expected %.*s\n", (int)got.len, got.data, (int)word.len, word.data);
        }
    }
    printf("# %zu words, %zu wrong\n", words, wrong);
    ok(words >= 500, "at least 500 words");
    ok(wrong == 0, "every word of the list is divided as it says");
}

static void test_untouched(void)
{
    same_text(marked("id", "Petugas memeriksa permohonan peserta."),
              "Pe-tu-gas me-me-rik-sa per-mo-hon-an pe-ser-ta.", "words of a sentence, its first one, too");
    same_text(marked("id", "dari Sukabumi ke Ketenagakerjaan Jamsostek"),
              "dari Sukabumi ke Ketenagakerjaan Jamsostek", "names are left whole");
    same_text(marked("id", "Sukabumi adalah kota. Permohonan"), "Sukabumi ada-lah kota. Per-mo-hon-an",
              "a name at the beginning of a sentence, too");
    same_text(marked("id", "BPJSTK bpjsTK abc123 12345678 JMOku"), "BPJSTK bpjsTK abc123 12345678 JMOku",
              "abbreviations and numbers");
    same_text(marked("id", "https://contoh.id/panduan halo@contoh.id www.contoh.id panduan/klaim"),
              "https://contoh.id/panduan halo@contoh.id www.contoh.id panduan/klaim", "addresses");
    same_text(marked("id", "langkah-langkah e-KTP berkali-kali"), "langkah-langkah e-KTP berkali-kali",
              "words with a hyphen of their own");
    same_text(marked("id", "di dan ini itu kota data"), "di dan ini itu kota data",
              "words under five letters");
    same_text(marked("id", "(permohonan), “pemeriksaan”!"), "(per-mo-hon-an), “pe-me-rik-sa-an”!",
              "signs around a word");
}

static void test_languages(void)
{
    ok(hyphenation_find(set, diag, S("xx")) == NULL, "a language without patterns is not hyphenated");
    ok(diag_count(diag, DIAG_NOTE) == 1, "which is a note");
    ok(hyphenation_find(set, diag, S("xx")) == NULL && diag_count(diag, DIAG_NOTE) == 1, "told once");
    ok(hyphenation_find(set, diag, S("../../etc")) == NULL, "a language is no path");
    same_text(marked("su", "pangaweruh masarakat nyaeta"), "pa-nga-we-ruh ma-sa-ra-kat nya-e-ta",
              "Sundanese by syllables");
    if (hyphenation_find(set, diag, S("en")))
        same_text(marked("en", "Hyphenation of documentation"), "Hy-phen-ation of doc-u-men-ta-tion",
                  "English by libhyphen");
    else
        ok(true, "English by libhyphen # SKIP its patterns are not installed");
}

/* A list of one's own: roots decide what is an affix. */
static void test_roots(void)
{
    struct hyphenation_set *none = hyphenation_open(arena, "tests/golden/typeset", S("x"));
    size_t notes = diag_count(diag, DIAG_NOTE);
    const struct hyphenation *bare = hyphenation_find(none, diag, S("id"));
    ok(bare && diag_count(diag, DIAG_NOTE) == notes + 1,
       "without a list of roots words go by syllables, with a note");
    same_text(divided(bare, S("menyebutkan")), "me-nye-but-kan", "which often is the same");
    const struct hyphenation *indonesian = hyphenation_find(set, diag, S("id"));
    same_text(divided(indonesian, S("memblorotan")), "mem-blo-rotan",
              "an unknown word loses the doubtful places");
    unsigned char marks[400];
    char longest[400];
    memset(longest, 'a', sizeof longest);
    ok(!hyphenation_word(indonesian, (Str){longest, sizeof longest}, marks), "an absurd word is left whole");
}

int main(void)
{
    arena = arena_new();
    diag = diag_new();
    set = hyphenation_open(arena, "templates/hyphen", S("templates/hyphen"));
    test_list();
    test_untouched();
    test_languages();
    test_roots();
    diag_free(diag);
    arena_free(arena);
    return done();
}
