/* Troubleshooting trees: tests/golden/tree/NAME.md against the messages kept beside it (NAME.id.txt, NAME.en.txt) and, when it is sound, the
 * graph (NAME.graph). UPDATE=1 writes them anew. Then trees that are made to take long. */
#include "markdown/decision.h"

#include <stdlib.h>
#include <time.h>

#include "base/file.h"
#include "markdown_site.h"
#include "tap.h"

static const char *const names[] = {"utuh", "salah", "lingkar", "kosong"};
static const char *const no_pages[] = {"index.md", "# Depan\n", NULL};

static void compare(struct arena *arena, const char *name, const char *ending, Str got)
{
    Str expected;
    int error;
    char *path = str_c(arena, str_format(arena, "tests/golden/tree/%s.%s", name, ending));
    if (getenv("UPDATE")) {
        FILE *file = fopen(path, "w");
        if (file) fwrite(got.data, 1, got.len, file), fclose(file);
    }
    if (!ok(file_read(arena, path, FILE_LIMIT_TEXT, &expected, &error) == FILE_OK, path)) return;
    same_text(got, str_c(arena, expected), path);
}

static Str messages(struct arena *arena, struct diag *diag, enum language language)
{
    char *text = NULL;
    size_t len = 0;
    FILE *file = open_memstream(&text, &len);
    diag_print(diag, file, language, 0);
    fclose(file);
    Str copy = str_copy(arena, (Str){text, len});
    free(text);
    return copy;
}

static const struct decision *read(struct arena *arena, struct diag *diag, Str name, Str text)
{
    struct source *source = arena_make(arena, struct source);
    struct markdown_context *context = arena_make(arena, struct markdown_context);
    *source = (struct source){.name = name, .text = text};
    *context =
        (struct markdown_context){.site = fake_site(arena, no_pages), .lang = S("id"), .heading_ids = true};
    return decision_read(arena, diag, markdown_parse(arena, diag, source, 0, context));
}

static Str graph(struct arena *arena, const struct decision *decision)
{
    struct buf out = {0};
    for (size_t i = 0; decision && i < decision->count; i++) {
        const struct decision_node *node = &decision->nodes[i];
        buf_printf(&out, "%zu #%.*s layer %zu, %zu parents: %.*s | %.*s\n", i, (int)node->id.len,
                   node->id.data, node->layer, node->parents, (int)node->title.len, node->title.data,
                   (int)node->detail.len, node->detail.data);
        for (size_t k = 0; k < node->answer_count; k++)
            buf_printf(&out, "  %.*s -> %zu\n", (int)node->answers[k].text.len, node->answers[k].text.data,
                       node->answers[k].to);
    }
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

static void run(const char *name)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    char *path = str_c(arena, str_format(arena, "tests/golden/tree/%s.md", name));
    Str text;
    int error;
    if (ok(file_read(arena, path, FILE_LIMIT_TEXT, &text, &error) == FILE_OK, path)) {
        const struct decision *decision = read(arena, diag, str_from(name), text);
        ok((decision != NULL) == (diag_count(diag, DIAG_ERROR) == 0), "a tree without errors, or none");
        compare(arena, name, "graph", graph(arena, decision));
        compare(arena, name, "id.txt", messages(arena, diag, LANGUAGE_ID));
        compare(arena, name, "en.txt", messages(arena, diag, LANGUAGE_EN));
    }
    diag_free(diag);
    arena_free(arena);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* What the answers of node `i` of `count` lead to. */
static void chain(struct buf *out, size_t i, size_t count)
{
    if (i + 1 < count)
        buf_printf(out, "- [Ya](#n%zu)\n", i + 1);
    else
        buf_c(out, "Selesai.\n");
}

static void chain_back(struct buf *out, size_t i, size_t count)
{
    if (i + 1 < count) buf_printf(out, "- [Ya](#n%zu)\n", i + 1);
    buf_c(out, "- [Ulang](#n0)\n");
}

static void ladder(struct buf *out, size_t i, size_t count) /* 2^(n/2) ways */
{
    if (i + 2 < count)
        buf_printf(out, "- [Ya](#n%zu)\n- [Tidak](#n%zu)\n", i + 1, i + 2);
    else
        buf_c(out, "Selesai.\n");
}

static void orphans(struct buf *out, size_t i, size_t count)
{
    (void)i, (void)count;
    buf_c(out, "Isi.\n");
}

static void star(struct buf *out, size_t i, size_t count)
{
    for (size_t k = 1; i == 0 && k < count; k++) buf_printf(out, "- [Jawaban %zu](#n%zu)\n", k, k);
    if (i) buf_c(out, "Isi.\n");
}

static void same_ids(struct buf *out, size_t i, size_t count)
{
    (void)i, (void)count;
    buf_c(out, "- [Ya](#sama)\n");
}

/* Faulty ones are told as such in time that grows with their size alone. */
static void hostile(const char *what, void (*body)(struct buf *, size_t, size_t), size_t count, bool sound,
                    const char *heading)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct buf text = {0};
    for (size_t i = 0; i < count; i++) {
        buf_printf(&text, "## Langkah %zu %s\n\n", i, str_c(arena, str_format(arena, heading, i)));
        body(&text, i, count);
        buf_char(&text, '\n');
    }
    double start = seconds();
    const struct decision *decision = read(arena, diag, S("jahat.md"), buf_view(&text));
    double time = seconds() - start;
    ok((decision != NULL) == sound, what);
    ok((diag_count(diag, DIAG_ERROR) == 0) == sound, "and it is told");
    ok(time < 5, "in good time");
    printf("# %s: %.0f ms\n", what, time * 1000);
    buf_free(&text);
    diag_free(diag);
    arena_free(arena);
}

int main(void)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) run(names[i]);
    hostile("a chain as long as allowed", chain, DECISION_DEPTH_MOST + 1, true, "{#n%zu}");
    hostile("a longer chain", chain, DECISION_DEPTH_MOST + 2, false, "{#n%zu}");
    hostile("a ladder with a million ways", ladder, DECISION_DEPTH_MOST, true, "{#n%zu}");
    hostile("10,000 headings in a chain", chain, 10000, false, "{#n%zu}");
    hostile("10,000 headings, each leading back", chain_back, 10000, false, "{#n%zu}");
    hostile("10,000 headings, all ways", ladder, 10000, false, "{#n%zu}");
    hostile("10,000 headings that nothing leads to", orphans, 10000, false, "{#n%zu}");
    hostile("10,000 answers", star, 10000, false, "{#n%zu}");
    hostile("10,000 headings with one id", same_ids, 10000, false, "{#sama}");
    hostile("20 answers", star, 21, true, "{#n%zu}");
    hostile("21 answers", star, 22, false, "{#n%zu}");
    return done();
}
