/* The examples of the specifications, byte for byte through our writer: tests/spec/. Run from the repository's root.
 *
 * Examples that print raw HTML are excepted by number (commonmark-0.30.except): it is dropped. */
#include <cmark.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "markdown/markdown.h"
#include "tap.h"

static const struct {
    const char *file, *except;
    size_t count;
} specifications[] = {
    {"tests/spec/commonmark-0.30.txt", "tests/spec/commonmark-0.30.except", 652},
    {"tests/spec/gfm-0.29-tables.txt", NULL, 8},
    {"tests/spec/tables.txt", NULL, 0},
};

static Str read_whole(struct arena *arena, const char *path)
{
    Str text = STR_NONE;
    int error;
    if (file_read(arena, path, FILE_LIMIT_TEXT, &text, &error) != FILE_OK)
        printf("Bail out! no %s\n", path), exit(2);
    return text;
}

static Str with_tabs(struct arena *arena, Str text)
{
    struct buf out = {0};
    while (text.len) {
        size_t at = str_find(text, S("→"));
        buf_str(&out, str_from_to(text, 0, at));
        if (at < text.len) buf_char(&out, '\t');
        text = str_skip(text, at + 3);
    }
    Str copy = buf_copy(&out, arena);
    buf_free(&out);
    return copy;
}

static Str render(struct arena *arena, Str markdown)
{
    struct diag *diag = diag_new();
    struct source *source =
        arena_copy(arena, &(struct source){.name = S("-"), .text = markdown}, sizeof *source);
    struct markdown_context context = {0};
    struct markdown *tree = markdown_parse(arena, diag, source, 0, &context);
    struct buf out = {0};
    markdown_write_html(&out, arena, tree, &(struct markdown_html){.conformant = true});
    Str html = buf_copy(&out, arena);
    buf_free(&out);
    diag_free(diag);
    return html;
}

/* Whether cmark itself finds raw HTML in it. */
static bool has_raw_html(Str markdown)
{
    cmark_node *root = cmark_parse_document(markdown.data, markdown.len, 0);
    cmark_iter *iter = cmark_iter_new(root);
    bool found = false;
    while (cmark_iter_next(iter) != CMARK_EVENT_DONE) {
        cmark_node_type type = cmark_node_get_type(cmark_iter_get_node(iter));
        found = found || type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE;
    }
    cmark_iter_free(iter);
    cmark_node_free(root);
    return found;
}

static bool is_excepted(Str except, size_t number)
{
    while (except.len) {
        Str line = str_cut(&except, '\n');
        int64_t value;
        if (str_int64(str_trim(line), &value) && value == (int64_t)number) return true;
    }
    return false;
}

static void run_example(struct arena *arena, const char *file, size_t number, Str input, Str expected,
                        bool excepted)
{
    char what[200];
    input = with_tabs(arena, input);
    expected = with_tabs(arena, expected);
    snprintf(what, sizeof what, "%s example %zu%s", file, number, excepted ? " (raw HTML)" : "");
    if (excepted) {
        ok(has_raw_html(input), what);
        render(arena, input);
    } else {
        same_text(render(arena, input), str_c(arena, expected), what);
    }
}

static size_t run_file(const char *file, const char *except_file)
{
    struct arena *arena = arena_new();
    Str rest = read_whole(arena, file), except = except_file ? read_whole(arena, except_file) : STR_NONE;
    const Str opening = S("\n```````````````````````````````` example\n"),
              closing = S("````````````````````````````````\n");
    size_t number = 0;
    for (;;) {
        size_t at = str_find(rest, opening);
        if (at == rest.len) break;
        rest = str_skip(rest, at + opening.len);
        Str example = str_from_to(rest, 0, str_find(rest, closing));
        rest = str_skip(rest, example.len);
        size_t dot = str_starts(example, S(".\n")) ? 0 : str_find(example, S("\n.\n")) + 1;
        number++;
        run_example(arena, file, number, str_from_to(example, 0, dot), str_skip(example, dot + 2),
                    is_excepted(except, number));
    }
    arena_free(arena);
    return number;
}

int main(int argc, char **argv)
{
    if (argc > 1) return run_file(argv[1], NULL), done();
    for (size_t i = 0; i < sizeof specifications / sizeof *specifications; i++) {
        size_t count = run_file(specifications[i].file, specifications[i].except);
        ok(!specifications[i].count || count == specifications[i].count, "all examples were there");
    }
    return done();
}
