/* Test Anything Protocol for the unit tests: ok(condition, "what"), same_text(got, "expected", "what"), return done(). */
#ifndef TAP_H
#define TAP_H

#include <stdbool.h>
#include <stdio.h>

#include "base/str.h"

static int tap_count, tap_failed;

static inline bool tap_ok(bool condition, const char *what, const char *file, int line)
{
    tap_count++;
    if (!condition) tap_failed++;
    printf("%sok %d - %s\n", condition ? "" : "not ", tap_count, what);
    if (!condition) printf("# failed at %s:%d\n", file, line);
    return condition;
}

static inline bool tap_same(Str got, const char *expected, const char *what, const char *file, int line)
{
    bool same = tap_ok(str_is(got, expected), what, file, line);
    if (!same) printf("#      got: %.*s\n# expected: %s\n", (int)got.len, got.data ? got.data : "", expected);
    return same;
}

static inline int done(void)
{
    printf("1..%d\n", tap_count);
    return tap_failed != 0;
}

#define ok(condition, what)            tap_ok((condition), (what), __FILE__, __LINE__)
#define same_text(got, expected, what) tap_same((got), (expected), (what), __FILE__, __LINE__)

#endif
