/* What is told about faulty templates: tests/golden/template/NAME.xhtml (HTML) and NAME.svg (XML), each beside NAME.txt with the
 * messages in both languages. GOLDEN=write in the environment writes them anew. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "data/yaml.h"
#include "tap.h"
#include "template/template.h"

#define FOLDER "tests/golden/template"

static void append_messages(struct buf *out, struct diag *diag, enum language language)
{
    char *text = NULL;
    size_t len = 0;
    FILE *stream = open_memstream(&text, &len);
    diag_print(diag, stream, language, 0);
    fclose(stream);
    buf_bytes(out, text, len);
    free(text);
}

static const struct value *read_data(struct arena *arena, struct diag *diag)
{
    const struct source *source = file_source(arena, diag, LOC_NONE, FOLDER, S("data.yaml"), S("data.yaml"));
    return source ? yaml_read(arena, diag, source) : NULL;
}

static void messages_of(struct arena *arena, Str path, struct buf *out)
{
    struct diag *diag = diag_new();
    struct buf text = {0};
    struct template_set *set = template_set_open(arena, diag, FOLDER, STR_NONE);
    const struct template *template = template_get(set, path);
    struct value *messages = value_map(arena);
    value_set(arena, messages, S("ada"), value_text(arena, S("Ada")));
    struct template_run run = {
        .variables = read_data(arena, diag),
        .messages = str_starts(path, S("messages")) ? messages : NULL,
        .form = str_ends(path, S(".svg")) ? TEMPLATE_XML : TEMPLATE_HTML,
        .scratch = arena,
        .diag = diag,
    };
    bool fine = template && template_render(template, &run, &text);
    ok(!fine || !diag_count(diag, DIAG_ERROR), "a template with errors is not fine");
    append_messages(out, diag, LANGUAGE_ID);
    append_messages(out, diag, LANGUAGE_EN);
    buf_free(&text);
    diag_free(diag);
}

static void check(struct arena *arena, Str path)
{
    struct buf out = {0};
    messages_of(arena, path, &out);
    const char *golden = str_c(arena, str_format(arena, FOLDER "/%.*s.txt", (int)path.len, path.data));
    if (getenv("GOLDEN") && strcmp(getenv("GOLDEN"), "write") == 0) {
        FILE *file = fopen(golden, "wb");
        if (file) fwrite(out.data, 1, out.len, file);
        if (file) fclose(file);
    }
    Str expected = STR_NONE;
    int error = 0;
    file_read(arena, golden, FILE_LIMIT_TEXT, &expected, &error);
    same_text(buf_view(&out), str_c(arena, expected), str_c(arena, path));
    buf_free(&out);
}

static void check_files(struct arena *arena)
{
    struct file_list list;
    int error = 0;
    ok(file_list(arena, FOLDER, &list, &error) == FILE_OK, "the folder is there");
    for (size_t i = 0; i < list.count; i++)
        if (str_ends(list.entries[i].path, S(".xhtml")) || str_ends(list.entries[i].path, S(".svg")))
            check(arena, list.entries[i].path);
}

/* `count` times `begin`, then `end`. */
static Str repeated(struct arena *arena, const char *begin, const char *end, size_t count)
{
    struct buf text = {0};
    for (size_t i = 0; i < count; i++) buf_c(&text, begin);
    for (size_t i = 0; i < count; i++) buf_c(&text, end);
    Str copy = buf_copy(&text, arena);
    buf_free(&text);
    return copy;
}

static void check_refused(struct arena *arena, Str text, enum message message, const char *what)
{
    struct diag *diag = diag_new();
    struct buf out = {0};
    struct source *source = arena_make(arena, struct source);
    *source = (struct source){.name = S("hostile"), .text = text};
    const struct template *template = template_compile(arena, diag, NULL, source);
    struct template_run run = {.variables = value_map(arena), .scratch = arena, .diag = diag};
    bool fine = template && template_render(template, &run, &out);
    ok(!fine && diag_count(diag, DIAG_ERROR) >= 1, what);
    struct buf told = {0};
    append_messages(&told, diag, LANGUAGE_EN);
    Str hint = str_from(message_text(message)->text[LANGUAGE_EN]);
    hint = str_from_to(hint, 0, str_find_char(hint, '{'));
    ok(str_find(buf_view(&told), hint) < told.len, "and the message says why");
    buf_free(&told);
    buf_free(&out);
    diag_free(diag);
}

static void check_hostile(struct arena *arena)
{
    check_refused(arena, repeated(arena, "<p>", "</p>", 10000), MSG_TEMPLATE_DEEP,
                  "10,000 elements in each other");
    check_refused(arena, repeated(arena, "<p tal:repeat='x x'>", "</p>", 201), MSG_TEMPLATE_DEEP,
                  "201 with statements");
    check_refused(arena, repeated(arena, "<p>", "", 100000), MSG_TEMPLATE_DEEP,
                  "100,000 that nothing closes");
    check_refused(arena, repeated(arena, "<br>", "</p>", 100000), MSG_TEMPLATE_TAG_STRAY,
                  "many void elements");
    struct buf text = {0};
    buf_c(&text, "<p tal:content=\"");
    for (int i = 0; i < 4000; i++) buf_c(&text, "not:");
    buf_c(&text, "x\"/>");
    check_refused(arena, buf_copy(&text, arena), MSG_TEMPLATE_EXPRESSION_DEEP, "an endless expression");
    text.len = 0;
    buf_c(&text, "<p tal:content=\"");
    for (int i = 0; i < 100000; i++) buf_c(&text, "not:");
    buf_c(&text, "x\"/>");
    check_refused(arena, buf_copy(&text, arena), MSG_TEMPLATE_STATEMENT_LONG, "a longer one");
    text.len = 0;
    buf_c(&text, "<p>");
    for (int i = 0; i < 60; i++)
        buf_printf(
            &text,
            "<b metal:define-macro=\"m%d\"><i metal:use-macro=\"m%d\"/><i metal:use-macro=\"m%d\"/></b>", i,
            i + 1, i + 1);
    buf_c(&text, "<b metal:define-macro=\"m60\">x</b></p>");
    check_refused(arena, buf_copy(&text, arena), MSG_TEMPLATE_LONG, "macros that double each other");
    check_refused(arena, (Str){"<p>\0</p>", 8}, MSG_TEXT_HAS_NUL, "a NUL byte");
    check_refused(arena, S("<p>\xff</p>"), MSG_TEXT_NOT_UTF8, "no UTF-8");
    buf_free(&text);
}

int main(void)
{
    struct arena *arena = arena_new();
    check_files(arena);
    check_hostile(arena);
    arena_free(arena);
    return done();
}
