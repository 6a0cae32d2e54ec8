#include "data/csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

static void fault(struct csv_reader *reader, const char *at, enum message message, const Str *words,
                  size_t count)
{
    Loc loc = {reader->source, (size_t)(at - reader->source->text.data)};
    if (++reader->faults <= CSV_FAULTS_MAX) diag_add(reader->diag, loc, message, words, count);
    if (reader->faults == CSV_FAULTS_MAX) {
        diag_report(reader->diag, loc, MSG_DATA_MORE_FAULTS);
        reader->at = reader->end;
        reader->row_done = true;
    }
}

/* Sets the highest bit of each byte of x that is zero; exact for the lowest such byte. */
static inline uint64_t zero_bytes(uint64_t x)
{
    return (x - 0x0101010101010101u) & ~x & 0x8080808080808080u;
}

/* The next separator or line end, or the end; eight bytes a step (fields are short: memchr's start-up would cost more). */
static const char *field_end(const char *at, const char *end, char separator)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    const uint64_t ones = 0x0101010101010101u, separators = ones * (unsigned char)separator;
    for (; end - at >= 8; at += 8) {
        uint64_t word;
        memcpy(&word, at, 8);
        uint64_t found =
            zero_bytes(word ^ separators) | zero_bytes(word ^ ones * '\n') | zero_bytes(word ^ ones * '\r');
        if (found) return at + __builtin_ctzll(found) / 8;
    }
#endif
    while (at < end && *at != separator && *at != '\n' && *at != '\r') at++;
    return at;
}

static Str undouble_quotes(struct arena *arena, Str text)
{
    char *copy = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        copy[len++] = text.data[i];
        if (text.data[i] == '"') i++;
    }
    return (Str){copy, len};
}

static bool is_blank(const struct csv_reader *reader, char c)
{
    return (c == ' ' || c == '\t') && c != reader->separator;
}

/* Moves over the separator or the line end behind a field. */
static void leave_field(struct csv_reader *reader, const char *at)
{
    if (at == reader->end) {
        reader->row_done = true;
    } else if (*at == reader->separator) {
        at++;
    } else {
        at += *at == '\r' && reader->end - at > 1 && at[1] == '\n' ? 2 : 1;
        reader->row_done = true;
    }
    reader->at = at;
}

/* `quote` is where the quote stands. */
static void read_quoted(struct csv_reader *reader, const char *quote, struct csv_field *field)
{
    const char *at = quote + 1, *end = reader->end;
    bool doubled = false;
    for (;;) {
        const char *found = at < end ? memchr(at, '"', (size_t)(end - at)) : NULL;
        if (!found) {
            fault(reader, quote, MSG_CSV_QUOTE_OPEN, NULL, 0);
            leave_field(reader, end);
            return;
        }
        at = found + 1;
        if (at == end || *at != '"') break;
        doubled = true;
        at++;
    }
    field->text = str_slice(quote + 1, at - 1);
    if (doubled) field->text = undouble_quotes(reader->arena, field->text);
    while (at < end && is_blank(reader, *at)) at++;
    const char *behind = at;
    at = field_end(at, end, reader->separator);
    leave_field(reader, at);
    if (at != behind) fault(reader, behind, MSG_CSV_AFTER_QUOTE, NULL, 0);
}

static inline void read_field(struct csv_reader *reader, struct csv_field *field)
{
    const char *start = reader->at, *end = reader->end;
    while (start < end && is_blank(reader, *start)) start++;
    field->offset = (size_t)(start - reader->source->text.data);
    if (start < end && *start == '"') {
        read_quoted(reader, start, field);
        return;
    }
    const char *stop = field_end(start, end, reader->separator), *last = stop;
    while (last > start && is_blank(reader, last[-1])) last--;
    field->text = str_slice(start, last);
    leave_field(reader, stop);
}

/* Reads a row; gives the number of its fields (only `most` of them are kept), and in *filled the same without the empty ones at
 * the end. */
static size_t read_row(struct csv_reader *reader, struct csv_field *fields, size_t most, size_t *filled)
{
    struct csv_field surplus;
    size_t count = 0;
    *filled = 0;
    for (reader->row_done = false; !reader->row_done; count++) {
        struct csv_field *field = count < most ? &fields[count] : &surplus;
        read_field(reader, field);
        if (field->text.len) *filled = count + 1;
    }
    return count;
}

static Str number_text(struct csv_reader *reader, size_t number)
{
    return str_format(reader->arena, "%zu", number);
}

static void choose_separator(struct csv_reader *reader)
{
    while (reader->at < reader->end && (*reader->at == '\n' || *reader->at == '\r')) reader->at++;
    Str rest = str_slice(reader->at, reader->end);
    if (str_starts(rest, S("sep=")) && rest.len > 4 && str_find_char(S(";,\t|"), rest.data[4]) < 4 &&
        (rest.len == 5 || rest.data[5] == '\n' || rest.data[5] == '\r')) {
        reader->separator = rest.data[4];
        leave_field(reader, reader->at + 5);
        return;
    }
    bool quoted = false, semicolon = false, tab = false, comma = false;
    for (const char *at = reader->at; at < reader->end && (quoted || (*at != '\n' && *at != '\r')); at++) {
        quoted ^= *at == '"';
        semicolon |= !quoted && *at == ';';
        tab |= !quoted && *at == '\t';
        comma |= !quoted && *at == ',';
    }
    reader->separator = semicolon || (!tab && !comma) ? ';' : tab ? '\t' : ',';
}

static int compare_names(const void *a, const void *b)
{
    const struct csv_field *const *x = a, *const *y = b;
    int order = str_compare((*x)->text, (*y)->text);
    return order ? order : ((*x)->offset > (*y)->offset) - ((*x)->offset < (*y)->offset);
}

static void check_names(struct csv_reader *reader)
{
    const char *text = reader->source->text.data;
    struct csv_field **sorted = arena_make_n(reader->arena, struct csv_field *, reader->columns);
    for (size_t i = 0; i < reader->columns; i++) {
        sorted[i] = &reader->header[i];
        if (reader->header[i].text.len == 0)
            fault(reader, text + reader->header[i].offset, MSG_CSV_NAME_EMPTY,
                  (Str[]){number_text(reader, i + 1)}, 1);
    }
    qsort(sorted, reader->columns, sizeof *sorted, compare_names);
    for (size_t i = 1; i < reader->columns; i++)
        if (sorted[i]->text.len && str_equal(sorted[i]->text, sorted[i - 1]->text))
            fault(reader, text + sorted[i]->offset, MSG_CSV_NAME_REPEATED, &sorted[i]->text, 1);
}

bool csv_open(struct csv_reader *reader, struct arena *arena, struct diag *diag, const struct source *source)
{
    static const char nothing[1] = "";
    const char *text = source->text.len ? source->text.data : nothing;
    *reader = (struct csv_reader){
        .arena = arena, .diag = diag, .source = source, .at = text, .end = text + source->text.len};
    if (str_starts(source->text, S("\uFEFF"))) reader->at += 3;
    choose_separator(reader);
    struct csv_field *names = arena_make_n(arena, struct csv_field, CSV_COLUMNS_MAX);
    while (reader->at < reader->end && !reader->columns)
        reader->written = read_row(reader, names, CSV_COLUMNS_MAX, &reader->columns);
    Loc loc = {source, reader->columns ? names[0].offset : 0};
    if (!reader->columns && !reader->faults) diag_report(diag, loc, MSG_CSV_EMPTY);
    if (!reader->columns) return false;
    if (reader->columns > CSV_COLUMNS_MAX) {
        diag_report(diag, loc, MSG_CSV_COLUMNS, number_text(reader, CSV_COLUMNS_MAX));
        return false;
    }
    reader->header = names;
    check_names(reader);
    return reader->faults == 0;
}

bool csv_next(struct csv_reader *reader, struct csv_field *fields)
{
    while (reader->at < reader->end) {
        const char *start = reader->at;
        size_t faults = reader->faults;
        size_t filled, count = read_row(reader, fields, reader->columns, &filled);
        if (!filled || reader->faults > faults) continue;
        if (count == reader->columns || (count == reader->written && filled <= reader->columns)) return true;
        fault(reader, start, MSG_CSV_RAGGED,
              (Str[]){number_text(reader, count), number_text(reader, reader->columns),
                      reader->separator == '\t' ? S("tab") : (Str){&reader->separator, 1}},
              3);
    }
    return false;
}

/* No file has more fields than separators and line ends, plus one. */
static size_t most_fields(const struct csv_reader *reader)
{
    size_t count = 1;
    for (const char *at = reader->at; at < reader->end; at++)
        count += (*at == reader->separator) | (*at == '\n') | (*at == '\r');
    return count;
}

bool csv_read(struct arena *arena, struct diag *diag, const struct source *source, struct csv *csv)
{
    struct csv_reader reader;
    *csv = (struct csv){0};
    if (!csv_open(&reader, arena, diag, source)) return false;
    csv->separator = reader.separator;
    csv->columns = reader.columns;
    csv->header = reader.header;
    csv->fields = arena_make_n(arena, struct csv_field, most_fields(&reader) + reader.columns);
    while (csv_next(&reader, csv->fields + csv->rows * csv->columns)) csv->rows++;
    return reader.faults == 0;
}
