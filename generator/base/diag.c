#include "base/diag.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"

enum { WINDOW_COLUMNS = 100, WORD_SHOWN = 300, MOST_WORDS = 9 };

struct entry {
    Loc loc;
    enum message message;
    size_t count;
    Str words[MOST_WORDS];
};

struct diag {
    pthread_mutex_t lock;
    struct arena *arena;
    struct entry *entries;
    size_t count, capacity;
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

void diag_add(struct diag *diag, Loc loc, enum message message, const Str *words, size_t count)
{
    pthread_mutex_lock(&diag->lock);
    diag->entries =
        arena_grow(diag->arena, diag->entries, &diag->capacity, diag->count + 1, sizeof *diag->entries);
    struct entry *entry = &diag->entries[diag->count++];
    *entry = (struct entry){.loc = loc, .message = message, .count = count < MOST_WORDS ? count : MOST_WORDS};
    for (size_t i = 0; i < entry->count; i++)
        entry->words[i] = str_copy(diag->arena, str_from_to(words[i], 0, 4 * WORD_SHOWN));
    pthread_mutex_unlock(&diag->lock);
}

struct line_column loc_line_column(Loc loc)
{
    struct line_column at = {1, 1};
    if (!loc.source) return at;
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

static Str source_name(const struct entry *entry)
{
    return entry->loc.source ? entry->loc.source->name : STR_NONE;
}

static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = str_compare(source_name(x), source_name(y));
    if (!order) order = (x->loc.offset > y->loc.offset) - (x->loc.offset < y->loc.offset);
    if (!order) order = (x->message > y->message) - (x->message < y->message);
    if (!order) order = (x->count > y->count) - (x->count < y->count);
    for (size_t i = 0; !order && i < x->count; i++) order = str_compare(x->words[i], y->words[i]);
    return order;
}

static void sort_and_drop_repeated(struct diag *diag)
{
    if (diag->count == 0) return;
    qsort(diag->entries, diag->count, sizeof *diag->entries, compare_entries);
    size_t kept = 1;
    for (size_t i = 1; i < diag->count; i++)
        if (compare_entries(&diag->entries[kept - 1], &diag->entries[i]) != 0)
            diag->entries[kept++] = diag->entries[i];
    diag->count = kept;
}

size_t diag_count(const struct diag *diag, enum diag_level level)
{
    size_t count = 0;
    struct diag *locked = (struct diag *)(uintptr_t)diag;
    pthread_mutex_lock(&locked->lock);
    for (size_t i = 0; i < diag->count; i++) count += texts[diag->entries[i].message].level == level;
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

static void put_entry(struct buf *out, const struct entry *entry, enum language language)
{
    /* The same words in every language: editors look for them. */
    static const char *const levels[] = {
        [DIAG_NOTE] = "note", [DIAG_WARNING] = "warning", [DIAG_ERROR] = "error"};
    const struct message_text *text = &texts[entry->message];
    struct line_column at = loc_line_column(entry->loc);
    if (entry->loc.source) {
        put_harmless(out, entry->loc.source->name, WORD_SHOWN);
        buf_printf(out, ":%zu:%zu: ", at.line, at.column);
    } else {
        buf_c(out, "suluh: ");
    }
    buf_printf(out, "%s: ", levels[text->level]);
    put_filled(out, text->text[language], entry->words, entry->count);
    buf_char(out, '\n');
    if (entry->loc.source) put_excerpt(out, entry->loc, at.line);
    if (text->hint[language][0]) {
        buf_c(out, language == LANGUAGE_ID ? "  petunjuk: " : "  hint: ");
        put_filled(out, text->hint[language], entry->words, entry->count);
        buf_char(out, '\n');
    }
}

void diag_print(struct diag *diag, FILE *out, enum language language, size_t limit)
{
    struct buf text = {0};
    sort_and_drop_repeated(diag);
    size_t shown = limit && diag->count > limit ? limit : diag->count;
    for (size_t i = 0; i < shown; i++) put_entry(&text, &diag->entries[i], language);
    if (shown < diag->count)
        buf_printf(&text, language == LANGUAGE_ID ? "suluh: … dan %zu lagi\n" : "suluh: … and %zu more\n",
                   diag->count - shown);
    if (text.len) fwrite(text.data, 1, text.len, out);
    buf_free(&text);
}
