/* For the tests of data/: sources from literals, and what was reported as one text. */
#ifndef DATA_FAULTS_H
#define DATA_FAULTS_H

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"

static inline struct source *source_of(struct arena *arena, const char *name, Str text)
{
    struct source *source = arena_make(arena, struct source);
    source->name = str_from(name);
    source->text = text;
    return source;
}

/* "1:4: error: …; 2:1: …": without file names (the first `skip` bytes), excerpts and hints; ends the diag. */
static inline Str faults_text(struct arena *arena, struct diag *diag, enum language language)
{
    struct buf out = {0};
    char *printed = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&printed, &size);
    diag_print(diag, file, language, 0);
    fclose(file);
    Str rest = {printed, size};
    while (rest.len) {
        Str line = str_cut(&rest, '\n');
        size_t colon = str_find_char(line, ':');
        if (colon == line.len || str_starts(line, S(" "))) continue;
        if (out.len) buf_c(&out, "; ");
        buf_str(&out, str_skip(line, colon + 1));
    }
    free(printed);
    diag_free(diag);
    Str copy = buf_copy(&out, arena);
    buf_free(&out);
    return copy;
}

#endif
