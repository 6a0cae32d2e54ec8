#include "data/fold.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/file.h"
#include "tap.h"

static Str read_text(struct arena *arena, const char *path)
{
    Str text = STR_NONE;
    int error;
    ok(file_read(arena, path, FILE_LIMIT_TEXT, &text, &error) == FILE_OK, path);
    return text;
}

static struct fold *indonesian(struct arena *arena)
{
    size_t bad;
    struct fold *fold = fold_new(arena, read_text(arena, "templates/search/id.txt"), &bad);
    ok(bad == 0, "the table of affixes means something");
    fold_add_roots(arena, fold, read_text(arena, "templates/hyphen/id.txt"));
    fold_add_roots(arena, fold, read_text(arena, "templates/search/roots.id.txt"));
    return fold;
}

static bool related(const struct fold *fold, Str a, Str b)
{
    struct fold_term x[FOLD_TERMS_MOST], y[FOLD_TERMS_MOST];
    size_t m = fold_word(fold, a, x), n = fold_word(fold, b, y);
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < n; j++)
            if (str_equal((Str){x[i].letters, x[i].len}, (Str){y[j].letters, y[j].len})) return true;
    return false;
}

/* As the words of a text: a short beginning before a hyphen belongs to what follows. */
static bool related_written(struct arena *arena, const struct fold *fold, Str a, Str b)
{
    size_t hyphen = str_find_char(a, '-');
    if (hyphen == a.len) return related(fold, a, b);
    Str first = str_from_to(a, 0, hyphen), rest = str_skip(a, hyphen + 1);
    if (first.len <= 4 && related(fold, str_join(arena, (Str[]){first, rest}, 2, STR_NONE), b)) return true;
    return related(fold, first, b) || related(fold, rest, b);
}

/* A list of pairs: how many are as wanted. */
static void score(const struct fold *fold, struct arena *arena, const char *path, bool wanted, double least)
{
    Str text = read_text(arena, path);
    size_t pairs = 0, right = 0;
    while (text.len) {
        Str line = str_cut(&text, '\n');
        line = str_trim(str_from_to(line, 0, str_find_char(line, '#')));
        if (!line.len) continue;
        Str a = str_cut(&line, ' ');
        bool found = related_written(arena, fold, a, line);
        pairs++;
        right += found == wanted;
        if (found != wanted) printf("# %.*s %.*s\n", (int)a.len, a.data, (int)line.len, line.data);
    }
    double share = pairs ? 100.0 * (double)right / (double)pairs : 0;
    ok(share >= least,
       str_c(arena, str_format(arena, "%s: %zu of %zu (%.1f %%)", path, right, pairs, share)));
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new();
    struct fold *fold = indonesian(arena);
    if (argc > 1) { /* words to look at */
        for (int i = 1; i < argc; i++) {
            struct fold_term terms[FOLD_TERMS_MOST];
            char key[FOLD_KEY_MOST];
            size_t count = fold_word(fold, str_from(argv[i]), terms),
                   len = fold_key(fold, str_from(argv[i]), key);
            printf("%s [%.*s]:", argv[i], (int)len, key);
            for (size_t j = 0; j < count; j++)
                printf(" %.*s/%d", (int)terms[j].len, terms[j].letters, terms[j].kind);
            printf("\n");
        }
        return 0;
    }
    score(fold, arena, "tests/search/pairs.txt", true, 97);
    score(fold, arena, "tests/search/held-out.txt", true, 90);
    score(fold, arena, "tests/search/unrelated.txt", false, 100);
    arena_free(arena);
    return done();
}
