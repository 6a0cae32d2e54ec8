/* The notes on method and sources. */
#include "site/method.h"

#include "site/sentence_inside.h"

struct notes {
    const struct site *site;
    struct arena *arena;
    struct buf *out;
    struct writing writing;
    const struct value *told[64]; /* sources that have been named in full */
    size_t told_count;
};

static Str label_of(const struct notes *notes, const char *name)
{
    return wording_text(&notes->writing, "method", name);
}

static void put_sentence(struct notes *notes, const char *label, Str text)
{
    if (!text.len) return;
    struct blanks blanks = {0};
    struct buf out = {0};
    blanks.text[BLANK_TEXT] = text;
    if (pattern_fill(&out, label_of(notes, label), &blanks, true)) {
        buf_char(notes->out, ' ');
        buf_str(notes->out, pattern_finish(notes->arena, buf_view(&out), true, true));
    }
    buf_free(&out);
}

/* Title and, the first time, publisher. */
static Str source_text(struct notes *notes, Str source)
{
    const struct value *known = value_get(notes->site->sources, source);
    if (!known) return source;
    Str title = value_get_text(known, S("title")), publisher = value_get_text(known, S("publisher"));
    for (size_t i = 0; i < notes->told_count; i++)
        if (notes->told[i] == known) return title;
    if (notes->told_count < sizeof notes->told / sizeof *notes->told)
        notes->told[notes->told_count++] = known;
    return publisher.len ? str_join(notes->arena, (Str[]){title, publisher}, 2, S(". ")) : title;
}

static Str date_text(const struct notes *notes, Date date)
{
    if (!date.year) return STR_NONE;
    struct buf out = {0};
    date_write_long(&out, date, notes->writing.lang, false);
    Str text = buf_copy(&out, notes->arena);
    buf_free(&out);
    return text;
}

static void put_about(struct notes *notes, const struct table *table)
{
    buf_c(notes->out, "**");
    sentence_escape(notes->out, pattern_finish(notes->arena, table->title, true, true));
    buf_c(notes->out, "**");
    put_sentence(notes, "source", source_text(notes, table->source));
    put_sentence(notes, "date", date_text(notes, table->date));
    put_sentence(notes, "note", table->note);
    put_sentence(notes, "licence", table->licence);
    buf_c(notes->out, "\n\n");
}

static void put_figure(struct notes *notes, const struct figure *figure)
{
    Str words = method_formula(notes->site, notes->arena, figure, notes->writing.lang);
    buf_c(notes->out, "| ");
    sentence_escape(notes->out, figure->label);
    buf_c(notes->out, " | ");
    sentence_escape(notes->out, words.len ? words : label_of(notes, "written"));
    if (figure->note.len) {
        buf_char(notes->out, ' ');
        sentence_escape(notes->out, pattern_finish(notes->arena, figure->note, true, true));
    }
    buf_c(notes->out, " |\n");
}

static void put_table(struct notes *notes, const struct table *table, const struct figure *const *figures,
                      size_t count)
{
    put_about(notes, table);
    for (size_t i = 0; i < count; i++) {
        if (i == 0) {
            buf_c(notes->out, "| ");
            sentence_escape(notes->out, label_of(notes, "figure"));
            buf_c(notes->out, " | ");
            sentence_escape(notes->out, label_of(notes, "formula"));
            buf_c(notes->out, " |\n|---|---|\n");
        }
        put_figure(notes, figures[i]);
    }
    if (count) buf_char(notes->out, '\n');
}

/* One of a family ("kunjungan_kecamatan.baros") stands for the family. */
static bool listed(const struct method_list *list, Str id)
{
    for (size_t i = 0; i < list->figure_count; i++) {
        Str other = list->figures[i]->entry ? STR_NONE : list->figures[i]->id;
        if (str_starts(other, id) && (other.len == id.len || other.data[id.len] == '.')) return true;
    }
    return list->whole;
}

/* A figure, or what the figures of a family have in common. */
static const struct figure *figure_or_family(const struct site *site, struct arena *arena, Str id)
{
    const struct figure *figure = site_figure(site, str_join(arena, (Str[]){S("stat"), id}, 2, S(".")));
    const struct figure_family *family = figure ? NULL : site_family(site, id);
    if (!family) return figure;
    struct figure *common = arena_make(arena, struct figure);
    *common = (struct figure){.id = id, .label = family->label, .note = family->note};
    return common;
}

static bool has_table(const struct method_list *list, const struct table *table)
{
    for (size_t i = 0; i < list->table_count; i++)
        if (list->tables[i] == table) return true;
    return false;
}

/* In the order of the files, so that the notes stay where they are when the text changes. */
void method_write(const struct site *site, struct arena *arena, struct buf *out,
                  const struct method_list *list, Str lang)
{
    struct notes notes = {.site = site, .arena = arena, .out = out};
    notes.writing = (struct writing){.site = site, .arena = arena, .lang = lang.len ? lang : site->lang};
    notes.writing.wording = method_wording(site, &notes.writing.lang);
    for (size_t i = 0; notes.writing.wording && i < site->table_count; i++) {
        const struct table *table = site->tables[i];
        const struct value *indicators = value_get(table->description, S("indicators"));
        const struct figure **figures =
            arena_make_n(arena, const struct figure *, (indicators ? indicators->count : 0) + 1);
        size_t count = 0;
        bool wanted = has_table(list, table);
        for (size_t k = 0; indicators && (wanted || !list->whole) && k < indicators->count; k++) {
            const struct figure *figure = figure_or_family(site, arena, indicators->keys[k]);
            if (figure && listed(list, indicators->keys[k])) figures[count++] = figure;
        }
        if (count || wanted) put_table(&notes, table, figures, count);
    }
}
