/* content/acuan-svg.md is true: each of its examples (fenced blocks `svg`, and table rows that begin with an element) draws without a report; one
 * with a block `text` behind it is refused with that message; each row of the table of what is not supported is refused. */
#include "base/file.h"
#include "draw_svg_case.h"

static Str wrapped(struct arena *arena, Str inside)
{
    return str_format(arena, SVG_OPEN "%.*s" SVG_CLOSE, (int)inside.len, inside.data);
}

static void draws_whole(Str inside)
{
    struct svg_case test;
    case_begin(&test);
    case_run(&test, wrapped(test.arena, inside));
    bool clean = diag_count(test.diag, DIAG_ERROR) + diag_count(test.diag, DIAG_WARNING) == 0;
    Str messages = case_messages(&test);
    if (!ok(test.drawn && clean && test.trace.len > 0, str_c(test.arena, inside)))
        printf("# %.*s\n", (int)messages.len, messages.data);
    case_end(&test);
}

/* `message`: {NULL, 0}: any error will do. */
static void is_refused(Str inside, Str message)
{
    struct svg_case test;
    case_begin(&test);
    case_run(&test, wrapped(test.arena, inside));
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    diag_print(test.diag, out, LANGUAGE_ID, 0);
    fclose(out);
    Str got = {text, size};
    bool found = diag_count(test.diag, DIAG_ERROR) > 0 && str_starts(got, S("x.svg:")) &&
                 (!message.len || str_find(got, message) < got.len);
    if (!ok(!test.drawn && found,
            str_c(test.arena, str_format(test.arena, "refused: %.*s", (int)inside.len, inside.data))))
        printf("# %.*s\n", (int)got.len, got.data);
    free(text);
    case_end(&test);
}

/* A fenced block; the next lines of `page` are behind it. */
static Str block(Str *page)
{
    const char *from = page->data, *to = from;
    while (page->len) {
        to = page->data;
        if (str_starts(str_cut(page, '\n'), S("```"))) break;
    }
    return str_slice(from, to);
}

int main(void)
{
    struct arena *arena = arena_new();
    Str page;
    int error, drawn = 0, refused = 0, unsupported = 0;
    ok(file_read(arena, "content/acuan-svg.md", FILE_LIMIT_TEXT, &page, &error) == FILE_OK,
       "the page is there");
    bool refusing = false;
    while (page.len) {
        Str line = str_cut(&page, '\n');
        if (str_starts(line, S("## "))) refusing = str_ends(line, S("{#tidak}"));
        if (str_starts(line, S("| `<"))) {
            Str snippet = str_skip(line, 3);
            snippet = str_from_to(snippet, 0, str_find_char(snippet, '`'));
            if (refusing)
                is_refused(snippet, STR_NONE), unsupported++;
            else
                draws_whole(snippet), drawn++;
        } else if (str_is(line, "```svg")) {
            Str example = block(&page), rest = str_trim_left(page);
            if (str_starts(rest, S("```text\n"))) {
                str_cut(&rest, '\n');
                is_refused(example, str_trim(block(&rest))), refused++;
                page = rest;
            } else {
                draws_whole(example), drawn++;
            }
        }
    }
    ok(drawn >= 35 && refused >= 5 && unsupported >= 15, "all examples were found");
    arena_free(arena);
    return done();
}
