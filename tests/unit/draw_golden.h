/* A text against its golden file; UPDATE=1 in the environment writes the file. */
#ifndef DRAW_GOLDEN_H
#define DRAW_GOLDEN_H

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/file.h"
#include "tap.h"

static inline void golden_same(struct arena *arena, Str path, Str got)
{
    char *name = str_c(arena, path);
    if (getenv("UPDATE")) {
        FILE *file = fopen(name, "wb");
        if (file) {
            fwrite(got.data, 1, got.len, file);
            fclose(file);
        }
    }
    Str expected = STR_NONE;
    int error;
    file_read(arena, name, FILE_LIMIT_TEXT, &expected, &error);
    if (ok(str_equal(got, expected), name)) return;
    for (size_t line = 1; got.len || expected.len; line++) {
        Str a = str_cut(&got, '\n'), b = str_cut(&expected, '\n');
        if (str_equal(a, b)) continue;
        printf("# line %zu\n#      got: %.*s\n# expected: %.*s\n", line, (int)a.len, a.data, (int)b.len,
               b.data);
        return;
    }
}

#endif
