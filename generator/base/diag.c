#include "base/diag.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/names.h"
#include "base/utf8.h"

enum { WINDOW_COLUMNS = 100, WORD_SHOWN = 300, MOST_WORDS = 9, MOST_OF_A_SOURCE = 200 };

/* All that is printed, copied when the fault is reported: the source may be gone by then. */
struct entry {
    bool has_place;
    Str name, cell; /* of the source */
    size_t offset, line, column;
    Str excerpt; /* the source line with a caret */
    enum message message;
    size_t count;
    Str words[MOST_WORDS];
};

struct diag {
    pthread_mutex_t lock;
    struct arena *arena;
    struct entry *entries;
    size_t count, capacity;
    size_t levels[3];     /* how many different faults, by enum diag_level */
    struct names known;   /* faults told already, by all that makes them the same */
    struct names sources; /* source name -> size_t[3]: faults of it, by enum diag_level */
};

static const struct message_text texts[MESSAGE_COUNT] = {
#define MESSAGE(name, level, id, en, hint_id, hint_en)                                                       \
    [MSG_##name] = {#name,                                                                                   \
                    DIAG_##level,                                                                            \
                    {[LANGUAGE_ID] = id, [LANGUAGE_EN] = en},                                                \
                    {[LANGUAGE_ID] = hint_id, [LANGUAGE_EN] = hint_en}},
#include "base/messages_list.h"
#undef MESSAGE
};

const struct message_text *message_text(enum message message)
{
    return &texts[message];
}

struct diag *diag_new(void)
{
    struct diag *diag = calloc(1, sizeof *diag);
    if (!diag) arena_exhausted();
    pthread_mutex_init(&diag->lock, NULL);
    diag->arena = arena_new();
    return diag;
}

void diag_free(struct diag *diag)
{
    if (!diag) return;
    pthread_mutex_destroy(&diag->lock);
    arena_free(diag->arena);
    free(diag);
}

struct line_column loc_line_column(Loc loc)
{
    struct line_column at = {1, 1};
    if (!loc.source) return at;
    at.line += loc.source->skipped_lines;
    Str before = str_from_to(loc.source->text, 0, loc.offset);
    size_t start = 0;
    for (size_t i = 0; i < before.len; i++) {
        if (before.data[i] != '\n' &&
            !(before.data[i] == '\r' && !(i + 1 < loc.source->text.len && before.data[i + 1] == '\n')))
            continue;
        at.line++;
        start = i + 1;
    }
    at.column += utf8_length(str_skip(before, start));
    return at;
}

Loc loc_at(const struct source *source, size_t line, size_t byte_column)
{
    Str text = source->text;
    size_t at = 0;
    for (; line > 1 && at < text.len; line--) {
        while (at < text.len && text.data[at] != '\n' && text.data[at] != '\r') at++;
        if (at < text.len && text.data[at] == '\r' && at + 1 < text.len && text.data[at + 1] == '\n') at++;
        if (at < text.len) at++;
    }
    for (; byte_column > 1 && at < text.len && text.data[at] != '\n'; byte_column--) at++;
    return (Loc){source, at};
}

static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = str_compare(x->name, y->name);
    if (!order) order = (x->offset > y->offset) - (x->offset < y->offset);
    if (!order) order = (x->message > y->message) - (x->message < y->message);
    if (!order) order = (x->count > y->count) - (x->count < y->count);
    for (size_t i = 0; !order && i < x->count; i++) order = str_compare(x->words[i], y->words[i]);
    return order;
}

size_t diag_count(const struct diag *diag, enum diag_level level)
{
    struct diag *locked = (struct diag *)(uintptr_t)diag;
    pthread_mutex_lock(&locked->lock);
    size_t count = diag->levels[level];
    pthread_mutex_unlock(&locked->lock);
    return count;
}

/* What came from a file must not steer the terminal: control characters are shown as spaces or as U+FFFD. */
static void put_harmless(struct buf *out, Str s, size_t most)
{
    size_t shown = 0;
    for (size_t at = 0; at < s.len; shown++) {
        uint32_t c = utf8_next(s, &at);
        if (shown == most) {
            buf_c(out, "…");
            return;
        }
        bool bidi = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        buf_codepoint(out, c == '\n' || c == '\t' || c == '\r'       ? ' '
                           : c < 32 || (c >= 127 && c < 160) || bidi ? UTF8_REPLACEMENT
                                                                     : c);
    }
}

static void put_filled(struct buf *out, const char *text, const Str *words, size_t count)
{
    for (; *text; text++) {
        if (text[0] != '{' || text[1] < '1' || text[1] > '9' || text[2] != '}') {
            buf_char(out, *text);
            continue;
        }
        size_t index = (size_t)(text[1] - '1');
        if (index < count) put_harmless(out, words[index], WORD_SHOWN);
        text += 2;
    }
}

Str diag_text(struct arena *arena, enum language language, enum message message, const Str *words,
              size_t count)
{
    struct buf out = {0};
    put_filled(&out, texts[message].text[language], words, count);
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

static Str line_around(Str text, size_t offset, size_t *start)
{
    size_t from = offset < text.len ? offset : text.len, to = from;
    while (from > 0 && text.data[from - 1] != '\n' && text.data[from - 1] != '\r') from--;
    while (to < text.len && text.data[to] != '\n' && text.data[to] != '\r') to++;
    *start = from;
    return str_from_to(text, from, to);
}

Loc loc_lasting(struct arena *arena, Loc loc)
{
    if (!loc.source) return loc;
    size_t start;
    Str line = line_around(loc.source->text, loc.offset, &start);
    struct source *part = arena_make(arena, struct source);
    *part = (struct source){.name = str_copy(arena, loc.source->name),
                            .text = str_copy(arena, line),
                            .skipped = loc.source->skipped + start,
                            .skipped_lines = loc_line_column(loc).line - 1,
                            .cell = str_copy(arena, loc.source->cell)};
    return (Loc){part, loc.offset > start ? loc.offset - start : 0};
}

/* The source line and a caret under the place; of a long line only the part around the place. */
static void put_excerpt(struct buf *out, Loc loc, size_t line_number)
{
    size_t start;
    Str line = line_around(loc.source->text, loc.offset, &start);
    if (str_trim(line).len == 0) return;
    size_t offset = loc.offset > start ? loc.offset - start : 0;
    if (offset > line.len) offset = line.len;
    size_t from = 0;
    if (offset > WINDOW_COLUMNS * 3 / 4) {
        from = offset - WINDOW_COLUMNS / 2;
        while (from < offset && ((unsigned char)line.data[from] & 0xC0) == 0x80) from++;
    }
    struct buf before = {0};
    put_harmless(&before, str_from_to(line, from, offset), SIZE_MAX);
    size_t columns = utf8_columns(buf_view(&before)) + (from ? 1 : 0);
    buf_free(&before);
    buf_printf(out, "%6zu | %s", line_number, from ? "…" : "");
    put_harmless(out, str_skip(line, from), WINDOW_COLUMNS);
    buf_c(out, "\n       | ");
    for (size_t i = 0; i < columns; i++) buf_char(out, ' ');
    buf_c(out, "^\n");
}

static size_t offset_in_file(Loc loc)
{
    return loc.source ? loc.source->skipped + loc.offset : 0;
}

/* Whether the fault is new; remembers it. */
static bool is_new(struct diag *diag, Str name, size_t offset, enum message message, const Str *words,
                   size_t count)
{
    struct buf key = {0};
    buf_str(&key, name);
    buf_printf(&key, "%c%zu %d", '\0', offset, (int)message);
    for (size_t i = 0; i < count; i++) {
        buf_char(&key, '\0');
        buf_str(&key, words[i]);
    }
    bool new = names_get(&diag->known, buf_view(&key)) == NULL;
    if (new) names_put(diag->arena, &diag->known, buf_copy(&key, diag->arena), diag);
    buf_free(&key);
    return new;
}

/* A file full of faults must not fill the memory: of each level only the first are kept, the rest are counted. */
static bool is_kept(struct diag *diag, Str name, enum diag_level level)
{
    size_t *counts = names_get(&diag->sources, name);
    if (!counts) {
        counts = arena_make_n(diag->arena, size_t, 3);
        names_put(diag->arena, &diag->sources, str_copy(diag->arena, name), counts);
    }
    return counts[level]++ < MOST_OF_A_SOURCE;
}

static void fill_place(struct diag *diag, struct entry *entry, Loc loc)
{
    if (!loc.source) return;
    struct buf excerpt = {0};
    struct line_column at = loc_line_column(loc);
    entry->has_place = true;
    entry->name = str_copy(diag->arena, loc.source->name);
    entry->cell = str_copy(diag->arena, loc.source->cell);
    if (!entry->cell.len) put_excerpt(&excerpt, loc, at.line);
    entry->offset = offset_in_file(loc);
    entry->line = at.line;
    entry->column = at.column;
    entry->excerpt = buf_copy(&excerpt, diag->arena);
    buf_free(&excerpt);
}

static _Thread_local size_t told_here;

size_t diag_told_here(void)
{
    return told_here;
}

void diag_add(struct diag *diag, Loc loc, enum message message, const Str *words, size_t count)
{
    Str short_words[MOST_WORDS];
    told_here++;
    if (count > MOST_WORDS) count = MOST_WORDS;
    for (size_t i = 0; i < count; i++) short_words[i] = str_from_to(words[i], 0, 4 * WORD_SHOWN);
    pthread_mutex_lock(&diag->lock);
    Str name = loc.source ? loc.source->name : STR_NONE;
    if (is_new(diag, name, loc.source ? offset_in_file(loc) : 0, message, short_words, count)) {
        diag->levels[texts[message].level]++;
        if (is_kept(diag, name, texts[message].level)) {
            diag->entries = arena_grow(diag->arena, diag->entries, &diag->capacity, diag->count + 1,
                                       sizeof *diag->entries);
            struct entry *entry = &diag->entries[diag->count++];
            *entry = (struct entry){.message = message, .count = count};
            for (size_t i = 0; i < count; i++) entry->words[i] = str_copy(diag->arena, short_words[i]);
            fill_place(diag, entry, loc);
        }
    }
    pthread_mutex_unlock(&diag->lock);
}

static void copy_entry(struct diag *to, const struct entry *from)
{
    pthread_mutex_lock(&to->lock);
    enum diag_level level = texts[from->message].level;
    if (is_new(to, from->name, from->offset, from->message, from->words, from->count)) {
        to->levels[level]++;
        if (is_kept(to, from->name, level)) {
            to->entries =
                arena_grow(to->arena, to->entries, &to->capacity, to->count + 1, sizeof *to->entries);
            struct entry *entry = &to->entries[to->count++];
            *entry = *from;
            entry->name = str_copy(to->arena, from->name);
            entry->cell = str_copy(to->arena, from->cell);
            entry->excerpt = str_copy(to->arena, from->excerpt);
            for (size_t i = 0; i < from->count; i++) entry->words[i] = str_copy(to->arena, from->words[i]);
        }
    }
    pthread_mutex_unlock(&to->lock);
}

void diag_pass_on(struct diag *to, const struct diag *from,
                  bool (*wanted)(void *context, const struct diag_fault *fault), void *context)
{
    for (size_t i = 0; i < from->count; i++) {
        const struct entry *entry = &from->entries[i];
        struct diag_fault fault = {entry->message, entry->name, entry->offset, entry->line};
        if (wanted(context, &fault)) copy_entry(to, entry);
    }
}

/* A hint that asks "did you mean …?" is left out when nothing is near: a word that it names is empty then. */
static bool words_are_given(const char *hint, const struct entry *entry)
{
    for (; *hint; hint++) {
        if (hint[0] != '{' || hint[1] < '1' || hint[1] > '9' || hint[2] != '}') continue;
        size_t index = (size_t)(hint[1] - '1');
        if (index >= entry->count || entry->words[index].len == 0) return false;
    }
    return true;
}

static void put_entry(struct buf *out, const struct entry *entry, enum language language)
{
    /* The same words in every language: editors look for them. */
    static const char *const levels[] = {
        [DIAG_NOTE] = "note", [DIAG_WARNING] = "warning", [DIAG_ERROR] = "error"};
    const struct message_text *text = &texts[entry->message];
    if (entry->has_place) {
        put_harmless(out, entry->name, WORD_SHOWN);
        if (entry->cell.len) {
            buf_char(out, ':');
            put_harmless(out, entry->cell, WORD_SHOWN);
            buf_c(out, ": ");
        } else {
            buf_printf(out, ":%zu:%zu: ", entry->line, entry->column);
        }
    } else {
        buf_c(out, "suluh: ");
    }
    buf_printf(out, "%s: ", levels[text->level]);
    put_filled(out, text->text[language], entry->words, entry->count);
    buf_char(out, '\n');
    buf_str(out, entry->excerpt);
    if (text->hint[language][0] && words_are_given(text->hint[language], entry)) {
        buf_c(out, language == LANGUAGE_ID ? "  petunjuk: " : "  hint: ");
        put_filled(out, text->hint[language], entry->words, entry->count);
        buf_char(out, '\n');
    }
}

static bool is_error(const struct entry *entry)
{
    return texts[entry->message].level == DIAG_ERROR;
}

static size_t kept_errors(const struct diag *diag)
{
    size_t count = 0;
    for (size_t i = 0; i < diag->count; i++) count += is_error(&diag->entries[i]);
    return count;
}

void diag_print(struct diag *diag, FILE *out, enum language language, size_t limit)
{
    struct buf text = {0};
    if (diag->count) qsort(diag->entries, diag->count, sizeof *diag->entries, compare_entries);
    size_t all = diag->levels[DIAG_NOTE] + diag->levels[DIAG_WARNING] + diag->levels[DIAG_ERROR];
    size_t errors = kept_errors(diag), others = diag->count - errors;
    if (limit && errors > limit) errors = limit;
    if (limit && others > limit - errors) others = limit - errors;
    size_t shown = errors + others;
    for (size_t i = 0; i < diag->count; i++) {
        size_t *left = is_error(&diag->entries[i]) ? &errors : &others;
        if (!*left) continue;
        --*left;
        put_entry(&text, &diag->entries[i], language);
    }
    if (shown < all)
        buf_printf(&text, language == LANGUAGE_ID ? "suluh: … dan %zu lagi\n" : "suluh: … and %zu more\n",
                   all - shown);
    if (text.len) fwrite(text.data, 1, text.len, out);
    buf_free(&text);
}
