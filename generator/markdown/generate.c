/* {{summary TABLE …}}, {{changes TABLE …}} and {{methods}}, each alone in a paragraph: lists and tables that are written from the figures.
 *
 * In: the tree of a document, includes not yet expanded or just so. Out: INCLUDE nodes whose source is generated Markdown, so that the web and
 * print need to know nothing of it. {{methods}} speaks of all figures that the whole text uses: it waits until all includes are there.
 * Called by include.c for paragraphs, by markdown.c at the end. */
#include "markdown/pass.h"
#include "site/method.h"
#include "site/sentence.h"

enum { MOST_WORDS = 50 };

static const struct {
    const char *name;
    enum generate_kind kind;
} directives[] = {{"summary", GENERATE_SUMMARY}, {"ringkasan", GENERATE_SUMMARY},
                  {"changes", GENERATE_CHANGES}, {"perubahan", GENERATE_CHANGES},
                  {"methods", GENERATE_METHODS}, {"metode", GENERATE_METHODS}};

/* The directive that the text begins with; *rest is what follows its name. */
static enum generate_kind directive_of(Str text, Str *rest)
{
    if (!str_starts(text, S("{{"))) return GENERATE_NONE;
    text = str_trim_left(str_skip(text, 2));
    for (size_t i = 0; i < sizeof directives / sizeof *directives; i++) {
        Str name = str_from(directives[i].name);
        if (!str_starts(text, name)) continue;
        *rest = str_skip(text, name.len);
        if (!rest->len || rest->data[0] == '}' || char_is_space(rest->data[0])) return directives[i].kind;
    }
    return GENERATE_NONE;
}

bool generate_is(Str text)
{
    Str rest;
    return directive_of(text, &rest) != GENERATE_NONE;
}

bool generate_occurs(Str text)
{
    for (size_t at = reference_find(text); at < text.len;) {
        if (generate_is(str_skip(text, at))) return true;
        at += 2;
        at += reference_find(str_skip(text, at));
    }
    return false;
}

/* Takes a paragraph apart that is nothing but a directive; the source is read, as `_` may mean emphasis in the tree. */
static enum generate_kind read_paragraph(const struct document *document, cmark_node *paragraph, Str *words,
                                         Loc *loc)
{
    cmark_node *first = cmark_node_first_child(paragraph);
    if (cmark_node_get_type(first) != CMARK_NODE_TEXT || !generate_is(node_literal(first)) ||
        cmark_node_get_start_line(paragraph) != cmark_node_get_end_line(paragraph))
        return GENERATE_NONE;
    *loc = lines_find(document, paragraph, S("{{"));
    Str rest = str_skip(document->source->text, loc->offset), line = str_trim(str_cut(&rest, '\n'));
    enum generate_kind kind = directive_of(line, words);
    if (kind == GENERATE_NONE || !str_ends(*words, S("}}"))) return GENERATE_NONE;
    *words = str_trim(str_from_to(*words, 0, words->len - 2));
    return str_find_char(*words, '}') == words->len ? kind : GENERATE_NONE;
}

static void use_table(struct work *work, const struct table *table)
{
    for (size_t i = 0; i < work->table_count; i++)
        if (work->tables[i] == table) return;
    work->tables = arena_grow(work->arena, work->tables, &work->table_capacity, work->table_count + 1,
                              sizeof *work->tables);
    work->tables[work->table_count++] = table;
}

static void use_figure(struct work *work, const struct figure *figure)
{
    if (!figure) return;
    for (size_t i = 0; i < work->figure_count; i++)
        if (work->figures[i] == figure) return;
    work->figures = arena_grow(work->arena, work->figures, &work->figure_capacity, work->figure_count + 1,
                               sizeof *work->figures);
    work->figures[work->figure_count++] = figure;
}

/* The parts of a share stand in its sentence too. */
static void use_sentence(struct work *work, Str name)
{
    const struct figure *figure = sentence_figure(work->site, work->arena, name, work->context->period);
    if (figure && figure->of && figure->of->id.len) use_figure(work, figure->of);
    if (figure && figure->to && figure->to->id.len) use_figure(work, figure->to);
    use_figure(work, figure);
}

/* Only where something can be compared is there a heading. */
static void put_changes_title(struct work *work, struct buf *out, Str name)
{
    Str title;
    if (!sentence_changes_title(work->site, work->arena, name, work->context->lang, work->context->period,
                                &title))
        return;
    buf_c(out, "## ");
    sentence_escape(out, title);
    buf_c(out, " {#perubahan}\n\n");
}

/* On a page about one period: a figure that looks at all of them. */
static bool is_of_another_time(struct work *work, const struct table *table, Str name)
{
    Str period = work->context->period;
    const struct figure *figure = sentence_figure(work->site, work->arena, name, period);
    return period.len && table->period.len && figure && !str_equal(figure->period, period);
}

static void put_sentences(struct work *work, struct buf *out, const struct table *table, bool changes)
{
    Str *names, text;
    size_t count = changes ? sentence_changes(work->site, work->arena, table, work->context->period, &names)
                           : sentence_summary(work->site, work->arena, table, &names);
    for (size_t i = 0; i < count; i++) {
        if (!sentence_write(work->site, work->arena, names[i], work->context->lang, work->context->period,
                            SENTENCE_MARKDOWN, &text))
            continue;
        if (is_of_another_time(work, table, names[i])) continue;
        if (changes && !out->len) put_changes_title(work, out, names[i]);
        use_sentence(work, names[i]);
        buf_c(out, "- ");
        buf_str(out, text);
        buf_char(out, '\n');
    }
    if (count) use_table(work, table);
}

/* The tables that the directive names, or all that have something to say. */
static void put_tables(struct work *work, struct buf *out, Str words, Loc loc, bool changes)
{
    if (!words.len)
        for (size_t i = 0; i < work->site->table_count; i++)
            put_sentences(work, out, work->site->tables[i], changes);
    for (size_t i = 0; words.len && i < MOST_WORDS; i++) {
        Str word = str_cut(&words, ' ');
        words = str_trim_left(words);
        const struct table *table = site_table(work->site, word);
        if (table)
            put_sentences(work, out, table, changes);
        else if (!work->site->tables_faulty)
            work_report(work, loc, MSG_MARKDOWN_TABLE_UNKNOWN, word, site_nearest_table(work->site, word));
    }
}

/* Puts the Markdown in the place of the node. */
static void replace(struct work *work, struct document *document, cmark_node *old, Str text, Str name,
                    Loc loc)
{
    struct source *source = arena_make(work->arena, struct source);
    source->name = str_join(work->arena, (Str[]){document->source->name, S(" ("), name, S(")")}, 4, STR_NONE);
    source->text = text;
    struct document *made = document_new(work, source, 0, document->folder);
    made->page = document->page;
    made->includer = document;
    made->depth = document->depth + 1;
    table_parse(work, made);
    cmark_node *node = node_new(CMARK_NODE_CUSTOM_BLOCK);
    struct markdown_node *own = node_mark(work, node, MARKDOWN_INCLUDE, loc);
    own->source = source;
    own->target = name;
    own->document = made;
    cmark_node_insert_before(old, node);
    node_move_children(made->root, node);
    node_remove(old);
}

bool generate_expand(struct work *work, struct document *document, cmark_node *paragraph)
{
    Str words;
    Loc loc;
    enum generate_kind kind = read_paragraph(document, paragraph, &words, &loc);
    if (kind == GENERATE_NONE) return false;
    if (kind == GENERATE_METHODS) {
        work->waiting = arena_grow(work->arena, work->waiting, &work->waiting_capacity,
                                   work->waiting_count + 1, sizeof *work->waiting);
        work->waiting[work->waiting_count++] = (struct generate_waiting){paragraph, document, words, loc};
        return true;
    }
    struct buf out = {0};
    put_tables(work, &out, words, loc, kind == GENERATE_CHANGES);
    replace(work, document, paragraph, buf_copy(&out, work->arena),
            kind == GENERATE_CHANGES ? S("changes") : S("summary"), loc);
    buf_free(&out);
    return true;
}

/* ---- methods ---- */

static void use_value(struct work *work, Str name)
{
    enum sentence_form form;
    Str sentence;
    if (sentence_is_value(name, &form, &sentence))
        use_sentence(work, sentence);
    else if (str_starts(name, S("stat.")))
        use_figure(work, site_figure(work->site, name));
}

static void use_text(struct work *work, Str text)
{
    for (size_t at = reference_find(text); at < text.len;) {
        text = str_skip(text, at + 2);
        use_value(work, str_trim(str_from_to(text, 0, str_find(text, S("}}")))));
        at = reference_find(text);
    }
}

/* Figures and charts of the whole text, in its order. */
static void find_used(struct work *work, cmark_node *root)
{
    for (struct walk walk = walk_start(root); walk_next(&walk);) {
        if (!walk.entering) continue;
        const struct table *table = NULL;
        Str url = str_from(cmark_node_get_url(walk.node));
        if (cmark_node_get_type(walk.node) == CMARK_NODE_TEXT) use_text(work, node_literal(walk.node));
        if (cmark_node_get_type(walk.node) == CMARK_NODE_IMAGE && str_starts(url, S("chart:")) &&
            site_chart(work->site, str_skip(url, 6), &table))
            use_table(work, table);
    }
}

/* Figures of the tables named, or those used. */
static void put_methods(struct work *work, struct buf *out, Str words, Loc loc)
{
    struct method_list list = {.figures = work->figures,
                               .figure_count = work->figure_count,
                               .tables = work->tables,
                               .table_count = work->table_count};
    const struct table *named[MOST_WORDS];
    if (words.len) list = (struct method_list){.tables = named, .whole = true};
    for (size_t i = 0; words.len && i < MOST_WORDS; i++) {
        Str word = str_cut(&words, ' ');
        words = str_trim_left(words);
        const struct table *table = site_table(work->site, word);
        if (table)
            named[list.table_count++] = table;
        else if (!work->site->tables_faulty)
            work_report(work, loc, MSG_MARKDOWN_TABLE_UNKNOWN, word, site_nearest_table(work->site, word));
    }
    method_write(work->site, work->arena, out, &list, work->context->lang);
}

void generate_finish(struct work *work, cmark_node *root)
{
    if (work->waiting_count) find_used(work, root);
    for (size_t i = 0; i < work->waiting_count; i++) {
        const struct generate_waiting *waiting = &work->waiting[i];
        struct buf out = {0};
        put_methods(work, &out, waiting->words, waiting->loc);
        replace(work, waiting->document, waiting->paragraph, buf_copy(&out, work->arena), S("methods"),
                waiting->loc);
        buf_free(&out);
    }
}
