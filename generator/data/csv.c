#include "data/csv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/utf8.h"

enum { BUFFER_SIZE = 256 * 1024, ROW_MOST = 16 << 20 };

struct csv_fault {
    const char *at;
    enum message message;
    Str words[3];
    size_t count;
};

static Loc loc_of(const struct csv_reader *reader, const char *at)
{
    return (Loc){&reader->window, (size_t)(at - reader->window.text.data)};
}

static void stop(struct csv_reader *reader)
{
    reader->at = reader->end;
    reader->at_end = reader->row_done = true;
}

/* Faults are held until the row is known to be whole. */
static void fault(struct csv_reader *reader, const char *at, enum message message, const Str *words,
                  size_t count)
{
    if (reader->held_count == ROWS_FAULTS_MAX) return;
    struct csv_fault *held = &reader->held[reader->held_count++];
    *held = (struct csv_fault){.at = at, .message = message, .count = count};
    for (size_t i = 0; i < count; i++) held->words[i] = words[i];
}

static void tell_faults(struct csv_reader *reader)
{
    for (size_t i = 0; i < reader->held_count; i++) {
        const struct csv_fault *held = &reader->held[i];
        if (!rows_fault(&reader->rows, loc_of(reader, held->at), held->message, held->words, held->count))
            stop(reader);
    }
    reader->held_count = 0;
}

/* ---- the window ---- */

static void set_window(struct csv_reader *reader, const char *text, size_t len)
{
    reader->window.text = (Str){text, len};
    reader->row = reader->at = text;
    reader->end = text + len;
}

/* What has been read must be text; the last bytes may be a character cut in two. */
static bool check_text(struct csv_reader *reader)
{
    Str all = reader->window.text, fresh = str_skip(all, reader->checked);
    const char *nul = fresh.len ? memchr(fresh.data, 0, fresh.len) : NULL;
    size_t invalid = utf8_invalid_at(fresh);
    bool cut = !reader->at_end && fresh.len - invalid < 4;
    if (nul) diag_report(reader->rows.diag, loc_of(reader, nul), MSG_TEXT_HAS_NUL);
    if (invalid < fresh.len && !cut)
        diag_report(reader->rows.diag, loc_of(reader, fresh.data + invalid), MSG_TEXT_NOT_UTF8);
    reader->checked += invalid;
    bool right = !nul && (invalid == fresh.len || cut);
    if (!right) reader->rows.faults++;
    return right;
}

/* Reads until the buffer is full or the file ends; false after a report. */
static bool read_more(struct csv_reader *reader, size_t len)
{
    while (len < reader->capacity && !reader->at_end) {
        ssize_t got = read(reader->descriptor, reader->buffer + len, reader->capacity - len);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            file_report(reader->rows.diag, LOC_NONE, FILE_UNREADABLE, reader->window.name, errno, 0);
            reader->rows.faults++;
            return false;
        }
        reader->at_end = got == 0;
        len += (size_t)got;
    }
    set_window(reader, reader->buffer, len);
    return true;
}

static bool grow(struct csv_reader *reader)
{
    if (reader->capacity >= ROW_MOST) {
        diag_report(reader->rows.diag, loc_of(reader, reader->row), MSG_CSV_ROW_LONG,
                    str_format(reader->rows.arena, "%d", ROW_MOST >> 20));
        reader->rows.faults++;
        return false;
    }
    char *larger = realloc(reader->buffer, 2 * reader->capacity);
    if (!larger) arena_exhausted();
    reader->buffer = larger;
    reader->capacity *= 2;
    return true;
}

/* Moves the window on to where the row begins and reads what follows it. False: there is no more. */
static bool refill(struct csv_reader *reader)
{
    if (reader->at_end) return false;
    size_t used = (size_t)(reader->row - reader->window.text.data),
           rest = (size_t)(reader->end - reader->row), from = (size_t)(reader->row - reader->buffer);
    if (from == 0 && rest == reader->capacity && !grow(reader)) {
        stop(reader);
        return false;
    }
    memmove(reader->buffer, reader->buffer + from, rest);
    reader->window.skipped += used;
    reader->window.skipped_lines = reader->line;
    reader->checked = reader->checked > used ? reader->checked - used : 0;
    if (read_more(reader, rest) && check_text(reader)) return true;
    stop(reader);
    return false;
}

/* ---- fields ---- */

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

static size_t line_ends(Str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count +=
            text.data[i] == '\n' || (text.data[i] == '\r' && !(i + 1 < text.len && text.data[i + 1] == '\n'));
    return count;
}

static bool is_blank(const struct csv_reader *reader, char c)
{
    return (c == ' ' || c == '\t') && c != reader->rows.separator;
}

/* Moves over the separator or the line end behind a field. */
static void leave_field(struct csv_reader *reader, const char *at)
{
    if (at == reader->end) {
        reader->row_done = true;
    } else if (*at == reader->rows.separator) {
        at++;
    } else {
        at += *at == '\r' && reader->end - at > 1 && at[1] == '\n' ? 2 : 1;
        reader->row_lines++;
        reader->row_done = true;
    }
    reader->at = at;
}

/* `quote` is where the quote stands. */
static void read_quoted(struct csv_reader *reader, const char *quote, struct field *field)
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
    reader->row_lines += line_ends(field->text);
    if (doubled) field->text = undouble_quotes(reader->row_arena, field->text);
    while (at < end && is_blank(reader, *at)) at++;
    const char *behind = at;
    at = field_end(at, end, reader->rows.separator);
    leave_field(reader, at);
    if (at != behind) fault(reader, behind, MSG_CSV_AFTER_QUOTE, NULL, 0);
}

static inline void read_field(struct csv_reader *reader, struct field *field)
{
    const char *start = reader->at, *end = reader->end;
    while (start < end && is_blank(reader, *start)) start++;
    field->offset = reader->window.skipped + (size_t)(start - reader->window.text.data);
    if (start < end && *start == '"') {
        read_quoted(reader, start, field);
        return;
    }
    const char *stop = field_end(start, end, reader->rows.separator), *last = stop;
    while (last > start && is_blank(reader, last[-1])) last--;
    field->text = str_slice(start, last);
    leave_field(reader, stop);
}

/* Reads a row; gives the number of its fields (only `most` of them are kept), and in *filled the same without the empty ones at
 * the end. */
static size_t read_row(struct csv_reader *reader, struct field *fields, size_t most, size_t *filled)
{
    struct field surplus;
    size_t count = 0;
    *filled = 0;
    for (reader->row_done = false; !reader->row_done; count++) {
        struct field *field = count < most ? &fields[count] : &surplus;
        read_field(reader, field);
        if (field->text.len) *filled = count + 1;
    }
    return count;
}

/* The same for the next row, wherever the window ends. False: there is none. */
static bool next_row(struct csv_reader *reader, struct field *fields, size_t most, size_t *count,
                     size_t *filled)
{
    reader->line += reader->row_lines;
    reader->row = reader->at;
    reader->row_lines = 0;
    if (reader->at == reader->end && !refill(reader)) return false;
    for (;;) {
        if (arena_used(reader->row_arena)) arena_reset(reader->row_arena);
        *count = read_row(reader, fields, most, filled);
        if (reader->at < reader->end || reader->at_end) break;
        reader->at = reader->row; /* it may go on behind the window */
        reader->held_count = reader->row_lines = 0;
        if (!refill(reader) && reader->at == reader->end) return false;
    }
    return true;
}

static Str number_text(struct csv_reader *reader, size_t number)
{
    return str_format(reader->rows.arena, "%zu", number);
}

/* ---- the header ---- */

static void choose_separator(struct csv_reader *reader)
{
    struct field surplus;
    while (reader->at < reader->end && (*reader->at == '\n' || *reader->at == '\r')) {
        reader->rows.separator = ';';
        read_field(reader, &surplus);
    }
    Str rest = str_slice(reader->at, reader->end);
    if (str_starts(rest, S("sep=")) && rest.len > 4 && str_find_char(S(";,\t|"), rest.data[4]) < 4 &&
        (rest.len == 5 || rest.data[5] == '\n' || rest.data[5] == '\r')) {
        reader->rows.separator = rest.data[4];
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
    reader->rows.separator = semicolon || (!tab && !comma) ? ';' : tab ? '\t' : ',';
}

static const char *place_of(const struct csv_reader *reader, const struct field *field)
{
    return reader->window.text.data + (field->offset - reader->window.skipped);
}

static bool read_header(struct csv_reader *reader)
{
    struct field *names = arena_make_n(reader->rows.arena, struct field, ROWS_COLUMNS_MAX);
    size_t written, filled = 0;
    choose_separator(reader);
    while (!filled && next_row(reader, names, ROWS_COLUMNS_MAX, &written, &filled)) tell_faults(reader);
    const char *first = filled ? place_of(reader, &names[0]) : reader->window.text.data;
    if (!filled && !reader->rows.faults) diag_report(reader->rows.diag, loc_of(reader, first), MSG_CSV_EMPTY);
    if (!filled) return false;
    if (filled > ROWS_COLUMNS_MAX) {
        diag_report(reader->rows.diag, loc_of(reader, first), MSG_CSV_COLUMNS,
                    number_text(reader, ROWS_COLUMNS_MAX));
        return false;
    }
    reader->rows.columns = filled;
    reader->written = written;
    for (size_t i = 0; i < filled; i++) names[i].text = str_copy(reader->rows.arena, names[i].text);
    reader->rows.header = names;
    return rows_check_header(&reader->rows) && reader->rows.faults == 0;
}

static struct csv_reader *reader_of(struct rows *rows)
{
    return (struct csv_reader *)rows;
}

static void close_rows(struct rows *rows)
{
    struct csv_reader *reader = reader_of(rows);
    arena_free(reader->row_arena);
    free(reader->buffer);
    reader->row_arena = NULL;
    reader->buffer = NULL;
}

static bool next(struct rows *rows, struct field *fields)
{
    struct csv_reader *reader = reader_of(rows);
    size_t count, filled;
    while (next_row(reader, fields, rows->columns, &count, &filled)) {
        bool faulty = reader->held_count > 0;
        bool whole =
            count == rows->columns || (count == reader->written && filled <= rows->columns) || !filled;
        if (!faulty && !whole)
            fault(reader, reader->row, MSG_CSV_RAGGED,
                  (Str[]){number_text(reader, count), number_text(reader, rows->columns),
                          rows->separator == '\t' ? S("tab") : (Str){&rows->separator, 1}},
                  3);
        tell_faults(reader);
        if (filled && !faulty && whole) return true;
    }
    return false;
}

static Loc loc_of_field(struct rows *rows, const struct field *field)
{
    return loc_of(reader_of(rows), place_of(reader_of(rows), field));
}

static size_t line(const struct rows *rows)
{
    return ((const struct csv_reader *)rows)->line + 1;
}

static const struct rows_calls calls = {next, loc_of_field, line, close_rows};

static void begin(struct csv_reader *reader, struct arena *arena, struct diag *diag, Str name, int descriptor)
{
    *reader = (struct csv_reader){.rows = {.calls = &calls, .arena = arena, .diag = diag, .file = name},
                                  .row_arena = arena_new(),
                                  .window.name = name,
                                  .descriptor = descriptor};
    reader->held = arena_make_n(arena, struct csv_fault, ROWS_FAULTS_MAX);
}

bool csv_open(struct csv_reader *reader, struct arena *arena, struct diag *diag, const struct source *source)
{
    static const char nothing[1] = "";
    begin(reader, arena, diag, source->name, -1);
    reader->window = *source;
    reader->at_end = true;
    set_window(reader, source->text.len ? source->text.data : nothing, source->text.len);
    if (str_starts(source->text, S("\uFEFF"))) reader->at += 3;
    return read_header(reader);
}

bool csv_open_file(struct csv_reader *reader, struct arena *arena, struct diag *diag, int descriptor,
                   Str name)
{
    begin(reader, arena, diag, name, descriptor);
    reader->capacity = BUFFER_SIZE;
    reader->buffer = malloc(BUFFER_SIZE);
    if (!reader->buffer) arena_exhausted();
    set_window(reader, reader->buffer, 0);
    if (!read_more(reader, 0) || !file_check_format(diag, &reader->window) || !check_text(reader))
        return false;
    if (str_starts(reader->window.text, S("\uFEFF"))) {
        reader->checked -= 3;
        set_window(reader, reader->buffer + 3, reader->window.text.len - 3);
    }
    return read_header(reader);
}
