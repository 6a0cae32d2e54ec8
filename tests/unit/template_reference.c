/* The examples of content/acuan-templat.md are run: three fenced blocks in a row, a template (xml), data (yaml) and what comes of them
 * (html, or xml for the XML form). */
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "data/yaml.h"
#include "tap.h"
#include "template/template.h"

struct block {
    Str language, text;
};

/* The next line without its line end. */
static Str next_line(Str *rest)
{
    return str_cut(rest, '\n');
}

static bool next_block(Str *rest, struct block *block, bool *adjoining)
{
    *adjoining = true;
    while (rest->data) {
        Str line = next_line(rest);
        if (!str_starts(line, S("```"))) {
            if (str_trim(line).len) *adjoining = false;
            continue;
        }
        block->language = str_skip(line, 3);
        const char *begin = rest->data, *end = begin;
        while (rest->data) {
            end = rest->data;
            if (str_is(next_line(rest), "```")) break;
        }
        block->text = str_slice(begin, end);
        return true;
    }
    return false;
}

static const struct source *source_of(struct arena *arena, const char *name, Str text)
{
    struct source *source = arena_make(arena, struct source);
    *source = (struct source){.name = str_from(name), .text = text};
    return source;
}

static void run_example(const struct block blocks[3], size_t number)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct buf out = {0};
    const struct template *template =
        template_compile(arena, diag, NULL, source_of(arena, "template", blocks[0].text));
    struct template_run run = {
        .variables = yaml_read(arena, diag, source_of(arena, "data", blocks[1].text)),
        .lang = S("id"),
        .form = str_is(blocks[2].language, "xml") ? TEMPLATE_XML : TEMPLATE_HTML,
        .scratch = arena,
        .diag = diag,
    };
    bool fine = template && template_render(template, &run, &out);
    same_text(buf_view(&out), str_c(arena, blocks[2].text),
              str_c(arena, str_format(arena, "example %zu", number)));
    if (!fine) diag_print(diag, stdout, LANGUAGE_EN, 0);
    buf_free(&out);
    diag_free(diag);
    arena_free(arena);
}

int main(void)
{
    struct arena *arena = arena_new();
    Str page;
    int error = 0;
    ok(file_read(arena, "content/acuan-templat.md", FILE_LIMIT_TEXT, &page, &error) == FILE_OK,
       "the page is there");
    struct block blocks[3];
    size_t count = 0, examples = 0;
    bool adjoining;
    while (next_block(&page, &blocks[count], &adjoining)) {
        static const char *const languages[] = {"xml", "yaml"};
        bool fits = count == 2 || str_is(blocks[count].language, languages[count]);
        if (count && (!adjoining || !fits)) ok(false, "the blocks of an example follow each other");
        count = fits ? count + 1 : 0;
        if (count == 3) run_example(blocks, ++examples);
        count %= 3;
    }
    ok(count == 0 && examples >= 15, "all examples are whole");
    arena_free(arena);
    return done();
}
