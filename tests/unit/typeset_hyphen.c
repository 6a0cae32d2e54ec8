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

int main(void)
{
    arena = arena_new();
    diag = diag_new();
    set = hyphenation_open(arena, "templates/hyphen", S("templates/hyphen"));
    test_list();
    (void)marked;
    diag_free(diag);
    arena_free(arena);
    return done();
}
