/* How far spaces are from natural when the guides are set in a narrow column: shared by the unit test and the bench. */
#ifndef WORD_SPACE_H
#define WORD_SPACE_H

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/utf8.h"
#include "typeset/hyphen.h"
#include "typeset/paragraph.h"

struct word_space {
    size_t paragraphs, words, lines, counted, hyphenated, overfull, over2;
    size_t ladder; /* most lines in a row with a hyphen */
    double median, p95, most, least;
    double *ratios; /* of lines that are not last, sorted */
    Str worst;      /* the text of the worst line's paragraph */
};

/* What the commonest values of the guides look like. */
static inline const char *word_space_value(Str name)
{
    static const char *const values[][2] = {
        {"{{fact.call", "175"},
        {"{{fact.jam_kantor", "08.00–16.00 WIB"},
        {"{{fact.hari_kantor", "Senin–Jumat"},
        {"{{stat.persen", "45,83%"},
        {"{{fact.jam_klaim", "06.00–20.00 WIB"},
        {"{{fact.hari_klaim", "setiap hari"},
        {"{{fact.menu_p", "Profil Saya"},
        {"{{fact.menu_l", "Tracking Klaim"},
        {"{{fact.menu_j", "Jaminan Hari Tua"},
        {"{{fact.batas", "Rp15.000.000"},
        {"{{fact.biaya", "gratis"},
        {"{{fact.tahun", "2022"},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (str_starts(name, str_from(values[i][0]))) return values[i][1];
    return "4.916";
}

/* Running text of Markdown: paragraphs and items of lists, without marks, links' targets and code. */
static inline Str word_space_plain(struct arena *arena, Str block)
{
    char *text = arena_alloc(arena, 4 * block.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < block.len; i++) {
        char c = block.data[i];
        if (c == '*' || c == '`' || c == '_' || c == '>' || c == '[') continue;
        if (str_starts(str_skip(block, i), S("{{"))) {
            Str name = str_skip(block, i);
            i += str_find(name, S("}}")) + 1;
            const char *value = word_space_value(name);
            memcpy(text + len, value, strlen(value));
            len += strlen(value);
            continue;
        }
        if (c == ']') {
            if (i + 1 < block.len && block.data[i + 1] == '(')
                while (i < block.len && block.data[i] != ')') i++;
            continue;
        }
        text[len++] = c == '\n' ? ' ' : c;
    }
    return str_trim((Str){text, len});
}

/* Where the next item of a list begins. */
static inline size_t word_space_item(Str text)
{
    for (size_t i = 1; i + 3 < text.len; i++) {
        if (text.data[i - 1] != '\n') continue;
        size_t at = i;
        while (at < text.len && text.data[at] == ' ') at++;
        if (str_starts(str_skip(text, at), S("- "))) return i;
        while (at < text.len && char_is_digit(text.data[at])) at++;
        if (at > i && str_starts(str_skip(text, at), S(". "))) return i;
    }
    return text.len;
}

static inline int word_space_order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static inline void word_space_count(struct arena *arena, const struct paragraph *paragraph, double measure,
                                    struct word_space *sum, size_t *capacity)
{
    struct line *lines;
    size_t count = paragraph_break(arena, paragraph, 1, 0, measure, SIZE_MAX, &lines), row = 0;
    sum->paragraphs++;
    sum->words += paragraph_words(paragraph, 0);
    sum->lines += count;
    for (size_t i = 0; i < count; i++) {
        row = lines[i].hyphen ? row + 1 : 0;
        if (row > sum->ladder) sum->ladder = row;
        sum->hyphenated += lines[i].hyphen != NULL;
        sum->overfull += lines[i].overfull;
        if (lines[i].last) continue;
        sum->ratios = arena_grow(arena, sum->ratios, capacity, sum->counted + 1, sizeof *sum->ratios);
        sum->ratios[sum->counted++] = lines[i].stretch;
        sum->over2 += lines[i].stretch > 2;
        if (lines[i].stretch > sum->most)
            sum->most = lines[i].stretch, sum->worst = paragraph_text(paragraph);
    }
}

struct word_space_text {
    struct arena *arena;
    const struct span_style *style;
    double measure;
    struct word_space *sum;
    size_t capacity;
    struct diag *diag;
    struct buf pending;
};

static inline void word_space_flush(struct word_space_text *text)
{
    Str words = buf_copy(&text->pending, text->arena);
    text->pending.len = 0;
    if (words.len < 60) return;
    struct span *span = arena_make(text->arena, struct span);
    *span = (struct span){.text = words, .style = text->style};
    const struct paragraph *paragraph = paragraph_new(text->arena, text->diag, span, 1, text->style, S("id"));
    word_space_count(text->arena, paragraph, text->measure, text->sum, &text->capacity);
}

static inline void word_space_file(struct word_space_text *text, Str page, size_t letters)
{
    bool fenced = false;
    size_t meta = str_starts(page, S("---\n")) ? str_find(str_skip(page, 3), S("\n---\n")) + 8 : 0;
    for (size_t from = meta; from < page.len;) {
        Str rest = str_skip(page, from);
        size_t end = str_find(rest, S("\n\n")), item = word_space_item(rest);
        if (item < end) end = item;
        Str block = str_trim(str_from_to(rest, 0, end));
        from += end + 1;
        while (block.len && (strchr("-. ", block.data[0]) || char_is_digit(block.data[0])))
            block = str_skip(block, 1);
        for (Str rest_of = block; str_find(rest_of, S("```")) < rest_of.len;) {
            rest_of = str_skip(rest_of, str_find(rest_of, S("```")) + 3);
            fenced = !fenced;
        }
        bool code = fenced || str_find(block, S("```")) < block.len ||
                    str_find(block, S("{{include")) < block.len || str_find(block, S("\n|")) < block.len;
        if (block.len < 20 || code || strchr("#|{}!<", block.data[0])) continue;
        if (text->pending.len) buf_char(&text->pending, ' ');
        buf_str(&text->pending, word_space_plain(text->arena, block));
        if (!strchr(".!?:", text->pending.data[text->pending.len - 1])) buf_char(&text->pending, '.');
        if (text->pending.len >= letters) word_space_flush(text);
    }
    word_space_flush(text);
}

static inline void word_space_close(struct word_space_text *text)
{
    struct word_space *sum = text->sum;
    diag_free(text->diag);
    buf_free(&text->pending);
    if (!sum->counted) return;
    qsort(sum->ratios, sum->counted, sizeof *sum->ratios, word_space_order);
    sum->median = sum->ratios[sum->counted / 2];
    sum->p95 = sum->ratios[sum->counted * 95 / 100];
    sum->least = sum->ratios[0];
}

/* The running text of a folder's Markdown, set in paragraphs of at least `letters` letters: guides are short items, which are joined. Without
 * the reference of templates, which is half code. */
static inline struct word_space word_space_of(struct arena *arena, const char *folder,
                                              const struct span_style *style, double measure, size_t letters)
{
    struct word_space sum = {0};
    struct word_space_text text = {arena, style, measure, &sum, 0, diag_new(), {0}};
    struct file_list list = {0};
    int error = 0;
    file_list(arena, folder, &list, &error);
    for (size_t i = 0; i < list.count; i++) {
        Str page, path = list.entries[i].path;
        if (str_ends(path, S(".md")) && !str_starts(path, S("acuan")) &&
            file_read_below(arena, folder, path, FILE_LIMIT_TEXT, &page, &error) == FILE_OK)
            word_space_file(&text, page, letters);
    }
    word_space_close(&text);
    return sum;
}

/* The same for a file with a paragraph on each line. */
static inline struct word_space word_space_lines(struct arena *arena, const char *path,
                                                 const struct span_style *style, double measure)
{
    struct word_space sum = {0};
    struct word_space_text text = {arena, style, measure, &sum, 0, diag_new(), {0}};
    Str lines = STR_NONE;
    int error = 0;
    file_read(arena, path, FILE_LIMIT_TEXT, &lines, &error);
    while (lines.len) {
        buf_str(&text.pending, str_cut(&lines, '\n'));
        word_space_flush(&text);
    }
    word_space_close(&text);
    return sum;
}

#endif
