/* Faults found in what people wrote, and how they are told.
 *
 * In: a message of base/messages.h, the place (Loc) and the words for its placeholders {1}, {2} … Out: sorted text in GNU
 * form, `file:line:col: error: text`, with the source line, a caret and a hint. Called by every stage, from any thread:
 * a stage reports and goes on to find the rest. The same fault at the same place is told once. The order of the
 * output does not depend on threads. */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include <stdio.h>

#include "base/messages.h"
#include "base/str.h"

struct arena;
struct diag;

/* A text that came from a file (or standard input) and the name that people know it by. */
struct source {
    Str name; /* "content/panduan/klaim-jht.md" */
    Str text;
    size_t skipped,
        skipped_lines; /* the text is a part of a file too large to hold: bytes and line ends before it */
    Str cell;          /* the text is a cell of a spreadsheet ("Data!B7"), told instead of line and column */
};

/* A place in a source: byte offset from its beginning. Travels with every value that came from a file. */
typedef struct Loc {
    const struct source *source; /* NULL: the place is the program's call itself */
    size_t offset;
} Loc;

#define LOC_NONE ((Loc){NULL, 0})

enum diag_level { DIAG_NOTE, DIAG_WARNING, DIAG_ERROR };
enum language { LANGUAGE_ID, LANGUAGE_EN };

struct diag *diag_new(void);
void diag_free(struct diag *diag);

void diag_add(struct diag *diag, Loc loc, enum message message, const Str *words, size_t count);
/* diag_report(diag, loc, MSG_UNKNOWN_KEY, key, nearest) */
#define diag_report(diag, loc, message, ...)                                                                 \
    diag_add((diag), (loc), (message), (const Str[]){STR_NONE, ##__VA_ARGS__} + 1,                           \
             sizeof((const Str[]){STR_NONE, ##__VA_ARGS__}) / sizeof(Str) - 1)

/* What is told of a fault to those who choose. */
struct diag_fault {
    enum message message;
    Str file;            /* {NULL, 0}: no place */
    size_t offset, line; /* in it; the line counts from 1 */
};
/* Tells `to` what `from` was told, as far as `wanted` says so. */
void diag_pass_on(struct diag *to, const struct diag *from,
                  bool (*wanted)(void *context, const struct diag_fault *fault), void *context);

size_t diag_count(const struct diag *diag, enum diag_level level); /* of exactly this level */
/* How often this thread has told anything to anyone: whether a piece of work had nothing to say. */
size_t diag_told_here(void);
/* Prints all, sorted by file, place and message; at most `limit` of them, errors before others, and a line that says how many more
 * (0: all). */
void diag_print(struct diag *diag, FILE *out, enum language language, size_t limit);
/* One message alone, without place and hint, in the given language; for summaries and the tests. */
Str diag_text(struct arena *arena, enum language language, enum message message, const Str *words,
              size_t count);

/* Line and column (in code points), both from 1. */
struct line_column {
    size_t line, column;
};
struct line_column loc_line_column(Loc loc);
/* The same place, with nothing of its source but the line: for reports that come when the source may be gone. */
Loc loc_lasting(struct arena *arena, Loc loc);
/* The place where line and column (both from 1, column in *bytes*, as cmark counts) stand; clamped to the text. */
Loc loc_at(const struct source *source, size_t line, size_t byte_column);

/* What the list of messages holds, for tests. */
struct message_text {
    const char *name;
    enum diag_level level;
    const char *text[2], *hint[2]; /* by enum language; hint may be "" */
};
const struct message_text *message_text(enum message message);

#endif
